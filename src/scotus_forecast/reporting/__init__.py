"""From scores to figures, tables and the rendered report."""
