"""Readers of published lists, a file for each list."""
