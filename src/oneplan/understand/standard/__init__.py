"""The field's standard statistics: how sure a figure is, what compares fairly, what chance alone would do.

Plain functions over arrays of any shape, with no knowledge of where the counts came from.
"""
