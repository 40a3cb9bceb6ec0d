"""Publish, upstairs: the pages that join rooms, such as home, and the pages for what is not there."""
