"""Counts children into cells: every intersection of their characteristics, by one of several engines."""
