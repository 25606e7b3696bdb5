"""From claims to findings, and from findings to the view."""
