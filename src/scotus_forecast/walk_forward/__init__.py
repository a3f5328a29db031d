"""Walk-forward by term: what may train a forecast, where it is computed, what is kept."""
