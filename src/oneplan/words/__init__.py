"""The words that rooms share: areas, periods, groups, numbers, and how a figure is said."""
