"""The ledger: forecasts registered before the decision, and how they turned out."""
