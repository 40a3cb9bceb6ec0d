"""Protects cubes: every group of one or two characteristics, for many outcomes with their complements."""
