"""Reads outside tables."""
