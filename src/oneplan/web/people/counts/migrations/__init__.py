"""How the tables of counts came to be."""
