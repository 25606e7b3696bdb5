"""What follows from the view, and whether it is consistent."""
