"""Understand, upstairs: the pages that show for whom it is a different story."""
