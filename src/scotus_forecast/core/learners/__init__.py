"""What models are built from.

learner
    From a seed to an unfitted classifier (`fitting.Learner`).
fitter
    A learner with its data: fits on what was known and forecasts a term (`fitting.Fitter`).
soft targets
    What a case model is fitted on: the outcome, moved by how close the vote was
    (`soft_targets`).
case then votes
    A model of the case, then a model of its votes given the case (`case_then_votes`).
registry
    The models by name, and what a model file declares (`registry.Model`).
growing forest
    A forest of votes that gains trees with every fit and retires old ones (`forests`).
"""
