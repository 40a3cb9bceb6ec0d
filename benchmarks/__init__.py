"""Benchmarks: each measures our work beside its peers in one run, and writes its table for the docs."""
