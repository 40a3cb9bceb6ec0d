"""What children said: the pupil survey, and a made-up one for trying things out."""
