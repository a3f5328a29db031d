"""Metrics, intervals, tests and the tables of scores.

Tables of scores have one row a forecaster (``horizon`` and ``model``), ``unit`` and ``period``. The
periods are those of `evaluation.periods`. A name that ends in ``_merits`` leaves out outcomes other
than reverse and affirm. A period in which a forecaster has no row has none in the table. Null means
that a population or a forecaster leaves a score undefined.

The paper's stored runs are models of horizon ``paper`` and unit ``case``. They are judged by the
truth stored with them, which differs from ours in one case of 28,050. A stored case that our tables
lack is in no merits period. ``bayes`` is the simulator's true probability: on ``argument`` before
the decision, on ``paper`` once the columns coded after it are known.

Intervals resample whole cases, the same for every model, and votes go with their case. Columns with
``term_`` in their name resample whole terms.
"""
