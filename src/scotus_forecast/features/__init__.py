"""What a forecaster may see of a case, and as-of histories."""
