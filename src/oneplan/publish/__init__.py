"""What goes out: tables, files and charts."""
