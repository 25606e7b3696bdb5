"""Commands that prepare what the package carries; none is needed to run it."""
