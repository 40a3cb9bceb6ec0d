"""The log of what was done: read page by page, and taken away as a file."""
