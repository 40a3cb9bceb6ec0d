"""How unequal a figure is between groups of children: one number for many groups, with its interval."""
