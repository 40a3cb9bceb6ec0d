"""The gate: counts go in, tables that may be shown come out, and nothing else leaves."""
