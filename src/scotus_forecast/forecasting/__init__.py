"""Pending cases and vote splits."""
