"""The look of the site: one stylesheet, one frame around every page."""
