"""Reads the Department for Education's Local Authority Interactive Tool."""
