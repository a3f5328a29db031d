"""Searching a model's settings by nested walk-forward, on terms that are not evaluated."""
