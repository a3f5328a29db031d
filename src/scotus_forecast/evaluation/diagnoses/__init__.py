"""What the forecasts rest on: hindsight, years of history, groups of columns."""
