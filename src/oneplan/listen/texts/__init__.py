"""Free text: what in it could lead to somebody, before anything of it is quoted."""
