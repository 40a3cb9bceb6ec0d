"""Plan, upstairs: the pages that show what a partnership has agreed."""
