"""oneplan: the open system that a local children's partnership runs on; this is the analyst's front door."""
