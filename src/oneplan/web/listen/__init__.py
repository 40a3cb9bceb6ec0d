"""The pages on which partners open a wave of the pupil survey, follow it, and close it."""
