"""Protects a whole release by rounding it to one base and withholding what is small."""
