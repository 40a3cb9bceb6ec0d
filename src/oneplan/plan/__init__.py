"""Plan: what a partnership has agreed, in any shape, read from files that people can write."""
