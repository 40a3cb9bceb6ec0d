"""Who took part in a wave, who is missing, and weights that make up for some of it."""
