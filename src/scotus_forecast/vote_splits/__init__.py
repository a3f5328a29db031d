"""Vote splits: forecasts of how many justices of a case vote to reverse.

A coupling is a joint distribution of the votes that keeps the probability of each vote
(`couplings`). Couplings are mixed by how well each fitted earlier terms (`forecast`).
"""
