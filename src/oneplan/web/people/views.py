"""HTTP in, HTTP out: the pages of organisations, people and the log."""
