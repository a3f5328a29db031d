"""Where accuracy comes from: groups of columns, years of history, groups of features."""
