"""The models: one file each, found under the file's name by `core.learners.registry`.

A model file declares its settings (a class of what its block under `models` in `params.yaml` may
hold), how it forecasts, and `MODEL`, which names both beside a readable label. `baselines.py` holds
several small models in a mapping `MODELS`. `stacked.py` combines the forecasts of others.
CONTRIBUTING.md shows a model being added.
"""
