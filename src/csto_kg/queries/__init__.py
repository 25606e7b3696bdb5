"""Stored queries: SPARQL files with a header."""
