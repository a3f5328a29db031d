"""Leakage checks: each looks for a feature, label or forecast that knows too much."""
