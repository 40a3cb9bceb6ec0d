"""The pages that pupils see: an application of its own that knows no database of Django's and no session."""
