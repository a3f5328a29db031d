"""Forests of votes: how they grow from term to term, and trees that see few rows each."""
