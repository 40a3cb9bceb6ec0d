"""Protects the tables of a release by withholding as little as it can."""
