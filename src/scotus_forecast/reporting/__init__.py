"""From scores to figures, tables and the rendered report: one context, several renderers."""
