"""What schools do about what their pupils said: written beside the report, followed to its end."""
