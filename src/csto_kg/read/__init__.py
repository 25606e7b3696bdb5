"""Reads the data files that people write."""
