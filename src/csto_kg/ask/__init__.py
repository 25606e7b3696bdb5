"""Asks a release."""
