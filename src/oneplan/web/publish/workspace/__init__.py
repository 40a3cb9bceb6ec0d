"""The first page behind the sign-in: what is due, what waits for me, and who waits for me."""
