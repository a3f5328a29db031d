"""Searching a model's settings by nested walk-forward, on terms before those held out."""
