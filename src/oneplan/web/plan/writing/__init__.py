"""Writing a plan together: editions, their entries, and every change that was made to them."""
