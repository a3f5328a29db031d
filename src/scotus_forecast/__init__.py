"""Forecasts of the U.S. Supreme Court that say what was known when."""

__version__ = "0.1.0"
