"""Published statistics: one reader a publisher, and the store of editions."""
