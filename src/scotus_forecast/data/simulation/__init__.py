"""The parts of the simulated Court: bench, docket, propensities, votes, truth, coding, records."""
