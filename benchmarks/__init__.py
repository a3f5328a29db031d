"""What the project costs: measured, kept as numbers, rendered as a page."""
