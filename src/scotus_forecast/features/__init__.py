"""Features: numbers a model is given about a case or a vote, from what was known before its term.

The words of this package:

visible columns
    Columns of the case that its horizon shows (`visible_columns.VisibleColumns`). Codes that would
    leak the outcome are masked (`mask_leaking_codes`), missing parties, courts and dispositions are
    imputed (`impute_missing`), both from a donor: a matched earlier case (`hot_deck`).
history
    Decided cases or votes that rates are taken over as of a term (`histories.History`).
rosters
    The justices of each case and how they voted before (`roster.CaseRosters`).
feature
    A named column, the facts about it and how it is computed (`declarations.Feature`).
feature set
    The features of one horizon (`feature_sets.feature_sets`).
"""
