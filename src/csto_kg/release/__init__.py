"""A release: its quads, its folder, its store, and how it is built."""
