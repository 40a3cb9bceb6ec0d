"""Right help at the right time: what help there is, beside where need is."""
