"""For whom is it a different story: comparisons, gaps, ranks, trends."""
