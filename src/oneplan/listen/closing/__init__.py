"""The end of a wave: its answers become one file in which nobody can be found again, and its key is gone."""
