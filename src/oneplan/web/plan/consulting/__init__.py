"""Consulting on a draft: what people say of a paragraph, who looks at it first, and what is answered."""
