"""Walk-forward by term: every term is forecast from what was known before it opened.

The words of this package:

split
    The rows that may train and the rows that are tested at one term (`splits.Split`).
walk-forward
    One pass over all terms: its seed, its first term and where it is computed
    (`walk.WalkForward`). Its method `forecast` gives one forecast a row.
execution
    Where the terms are computed: this process, local processes or Dask
    (`execution.Execution`). It changes no result.
checkpoint
    The forecasts of one finished term, kept on disk until all terms are done
    (`checkpoints.Checkpoints`).
forecast inputs
    Labels and features of all cases and votes, as a model takes them
    (`inputs.ForecastInputs`).
"""
