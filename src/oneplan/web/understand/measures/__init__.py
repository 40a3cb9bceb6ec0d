"""One measure: its figures over time, by group, the gap and its rank, and what it means."""
