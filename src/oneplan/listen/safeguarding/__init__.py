"""In which order people read what children wrote, and to whom a worry about a child goes."""
