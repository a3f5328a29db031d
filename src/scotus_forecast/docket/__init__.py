"""Cases that are not decided yet: what users know of them, and their forecasts."""
