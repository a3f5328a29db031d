"""One file a section: each turns the inputs into numbers, tables and figure data."""
