"""What every stage stands on: the domain, the project, the walk-forward and its learners."""
