"""MLflow runs as a projection of the pipeline's outputs."""
