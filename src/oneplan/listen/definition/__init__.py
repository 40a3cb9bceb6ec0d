"""What a survey asks: a questionnaire as a readable file, and whether it can be put before a child."""
