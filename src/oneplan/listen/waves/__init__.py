"""What a wave of the pupil survey is: its schools and versions, its key, its codes, and where it is kept."""
