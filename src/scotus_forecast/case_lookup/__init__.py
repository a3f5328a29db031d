"""Looking up a decided case: what was forecast, what happened, which earlier cases are like it."""
