"""Long work in the background: it reports progress, survives a killed worker, and ends once."""
