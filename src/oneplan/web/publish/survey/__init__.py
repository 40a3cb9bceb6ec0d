"""The reports on a closed wave of the survey: made by one job, read and downloaded by partners."""
