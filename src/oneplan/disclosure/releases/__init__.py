"""What is to go out together: tables over one universe of children, their dimensions and their cells."""
