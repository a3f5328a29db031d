"""One file a stage: read, call pure functions, write."""
