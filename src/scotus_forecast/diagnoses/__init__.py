"""Where accuracy comes from: columns coded after the fact, years of history, single features."""
