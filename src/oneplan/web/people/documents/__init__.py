"""The partnership's papers: published here with their versions, downloaded by anybody."""
