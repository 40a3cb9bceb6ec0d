"""How much outcomes differ between intersections of characteristics, and how much beyond each of these."""
