"""Groups of children: one page for each, with everything published about them."""
