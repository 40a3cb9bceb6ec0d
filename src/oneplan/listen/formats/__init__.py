"""Doors in and out: questionnaires as other tools write them, and closed waves as analysts read them."""
