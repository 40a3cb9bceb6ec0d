"""Answers as they come in: no name, time or address beside them, acknowledged once they are on disk."""
