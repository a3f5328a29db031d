"""Figures of the report: a module each, with `tables`, `draw` and `alt`.

``tables(inputs)`` collects what is drawn, and is empty where the run lacks it. ``draw(tables,
theme)`` returns the figure. ``alt(tables)`` describes it for readers who cannot see it.
"""
