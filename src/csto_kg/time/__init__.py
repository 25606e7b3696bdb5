"""Days, dates as sources give them, and how stretches of time relate."""
