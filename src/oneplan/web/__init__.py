"""The upper floor: everything that knows Django."""
