"""Leak checks: each tries to catch a forecast that knows too much."""
