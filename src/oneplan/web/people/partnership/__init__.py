"""Organisations, people in their posts, roles for a time, groups and seats: changed here, shown to all."""
