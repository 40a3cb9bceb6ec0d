"""What a survey said, as reports for everybody, for each school and for pupils, of what may be shown."""
