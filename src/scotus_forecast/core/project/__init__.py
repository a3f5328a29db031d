"""What all parts agree on: paths, parameters, errors, writes and the prediction frame."""
