"""Horizon `transcript`: forecasts that have heard the oral argument."""
