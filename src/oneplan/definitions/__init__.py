"""What a partnership and a publisher define: measures, families, groups; data, not code."""
