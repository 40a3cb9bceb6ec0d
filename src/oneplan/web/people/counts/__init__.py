"""How often something was tried: tables of their own, since they are forgotten within the hour."""
