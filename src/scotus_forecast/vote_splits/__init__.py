"""Joint forecasts of the votes of a case: how the bench divides."""
