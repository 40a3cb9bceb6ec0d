"""Who belongs to the partnership, who may sign in, and what was done by whom."""
