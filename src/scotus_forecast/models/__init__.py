"""One file a forecaster, one registry."""
