"""Getting, simulating, reading and preparing the data."""
