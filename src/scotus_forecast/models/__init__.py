"""The models: one file each, found by `registry` under the file's name.

A model file declares its settings (a class of what its block under `models` in `params.yaml` may
hold), how it forecasts, and `MODEL`, which names both beside a readable label (`model.Model`).
`baselines.py` holds several small ones in a mapping `MODELS`. `stacked.py` combines the forecasts
of others (`model.Stack`). CONTRIBUTING.md shows a model being added.

What models are built from is in the package `learners`.
"""
