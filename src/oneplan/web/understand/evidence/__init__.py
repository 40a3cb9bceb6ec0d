"""Data sets of children, and the search for hidden gaps in them: for analysts, never public."""
