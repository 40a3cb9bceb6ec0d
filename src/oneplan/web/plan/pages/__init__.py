"""What each page of the plan shows, made before a template sees it."""
