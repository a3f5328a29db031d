"""Lead over the best baseline by Chief Justice, issue area, court below and margin."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from scotus_forecast.core.court.calendar import CHIEFS
from scotus_forecast.core.court.codes import ISSUE_AREAS, circuit_names
from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.evaluation.bootstrap import draw_clusters, percentile_interval
from scotus_forecast.evaluation.groups import FEWEST_CASES
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.figures.intervals import draw_intervals
from scotus_forecast.reporting.sources import BASELINES, ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas

NAME = "leads"
READING = (
    "A dot is the share of cases that ours at argument has right, less that of the baseline that "
    "is best in that group. Bars are intervals with whole terms resampled; grey ones include zero."
)
TITLES = {
    "chief": "Chief Justice",
    "issue_area": "Issue area",
    "circuit": "Court below",
    "margin": "Margin of the vote",
}
#: Points; leads beyond are numbers at the edge.
LIMITS = (-8.0, 20.0)

#: Widest first. An equally divided Court always affirms, so its cases test no forecast.
MARGINS = tuple(str(votes) for votes in range(9, 0, -1))


def tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Paired leads on cases.

    Returns
    -------
    dict of str to pd.DataFrame
        ``leads``: ``group, label, n, lead, low, high, baseline``. ``lead`` is the share that ours
        at argument has right less that of ``baseline``, the most accurate one on those cases,
        chosen in hindsight. The interval resamples whole terms. Groups of fewer than
        `FEWEST_CASES` cases are left out. Empty where a forecast or a fact is missing.
    """
    correct = _correct(inputs)
    if correct is None:
        return {}
    facts = _facts(inputs.cases).reindex(correct.index)
    rows = [
        _lead(inputs, group, value, correct[facts[group] == value])
        for group in TITLES
        for value in _in_order(group, facts[group].dropna())
    ]
    kept = [row for row in rows if row is not None]
    return {"leads": pd.DataFrame(kept)} if kept else {}


def _correct(inputs: ReportInputs) -> pd.DataFrame | None:
    """Whether ours and each baseline were right, a row a case, and its term."""
    ours = inputs.forecast(LEAD, str(inputs.flagship(LEAD, "case")))
    frames = {name: inputs.forecast("none", name) for name in BASELINES}
    found = {name: frame for name, frame in {"ours": ours, **frames}.items() if frame is not None}
    if "ours" not in found or len(found) < 2:
        return None
    cases = {name: frame[frame["unit"] == "case"].set_index("case_id") for name, frame in
             found.items()}  # fmt: skip
    right = {name: predicted_reverse(frame["p_reverse"]) == (frame["reversed"] == 1)
             for name, frame in cases.items()}  # fmt: skip
    table = pd.DataFrame(right).dropna().astype(float)
    return table.assign(term=cases["ours"]["term"].reindex(table.index))


def _facts(cases: pd.DataFrame) -> pd.DataFrame:
    by_case = cases.set_index("caseId")
    margin = (by_case["majVotes"] - by_case["minVotes"]).abs()
    facts = {"chief": by_case["chief"], "issue_area": by_case["issueArea"].map(ISSUE_AREAS)}
    if "caseSource" in by_case:
        facts["circuit"] = circuit_names(by_case["caseSource"])
    return pd.DataFrame(facts | {"margin": margin.astype("string")}).astype("string")


def _in_order(group: str, values: pd.Series) -> list[str]:
    """Return the values drawn: recent Chief Justices, frequent ones, wide margins first."""
    if group == "chief":
        known = set(values)
        return [chief.name for chief in reversed(CHIEFS) if chief.name in known]
    if group == "margin":
        return [value for value in MARGINS if value in set(values)]
    return [str(value) for value in values.value_counts().index]


def _lead(
    inputs: ReportInputs, group: str, value: str, correct: pd.DataFrame
) -> dict[str, object] | None:
    """Lead on the cases of one group, or None where they are too few."""
    if len(correct) < FEWEST_CASES:
        return None
    right = correct.drop(columns="term").mean()
    best = str(right.drop("ours").idxmax())
    evaluation = inputs.params.evaluation
    rng = np.random.default_rng([inputs.params.seed, *f"{NAME} {group} {value}".encode()])
    resamples = draw_clusters(correct["term"], evaluation.bootstrap_samples, rng)
    gain = (correct["ours"] - correct[best]).to_numpy()[:, None]
    low, high = percentile_interval(resamples.means(correct["term"], gain), evaluation.confidence)
    return {
        "group": group,
        "label": _label(group, value),
        "n": len(correct),
        "lead": right["ours"] - right[best],
        "low": low[0],
        "high": high[0],
        "baseline": best,
    }


def _label(group: str, value: str) -> str:
    if group == "margin":
        return f"{value} vote{'s' if value != '1' else ''}"
    if group == "circuit" and value[0].isupper():
        return f"{value} Circuit"
    return labels.group_value(value)


def draw(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: four panels on one scale."""
    leads = tables["leads"]
    sizes = leads["group"].value_counts().reindex(TITLES, fill_value=0).to_numpy().reshape(2, 2)
    heights = np.maximum(sizes.max(axis=1), 1)
    figure, panels = canvas(2, 2, height=1.5 + 0.2 * heights.sum(), sharex=True,
                            gridspec_kw={"height_ratios": heights + 1})  # fmt: skip
    for axes, (group, title) in zip(panels, TITLES.items(), strict=True):
        rows = _points(leads[leads["group"] == group], theme)
        axes.axvline(0, color=theme.ink, linewidth=1, zorder=1)
        draw_intervals(axes, rows, LIMITS, theme, "{:+.0f}")
        axes.set_ylim(len(rows) - heights[panels.index(axes) // 2] - 0.6, len(rows) - 0.4)
        axes.set_title(title)
        axes.xaxis.set_major_locator(MultipleLocator(5))
        axes.xaxis.set_major_formatter(_every_other)
    figure.supxlabel("Lead over the best baseline, percentage points", fontsize=11)
    return figure


def _every_other(points: float, _: float) -> str:
    """Number of a tick, at the tens."""
    if points % 10:
        return ""
    return wording.points(points / 100, 0) if points else "0"


def _points(rows: pd.DataFrame, theme: Theme) -> pd.DataFrame:
    """Rows as `draw_intervals` takes them, in percentage points; grey where zero is inside."""
    points = 100 * rows[["lead", "low", "high"]].rename(columns={"lead": "value"})
    unclear = (points["low"] <= 0) & (points["high"] >= 0)
    colours = unclear.map({True: theme.baseline, False: theme.argument})
    return points.assign(label=rows["label"], colour=colours, hollow=False)


def alt(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    leads = tables["leads"]
    clear, behind = int((leads["low"] > 0).sum()), int((leads["high"] < 0).sum())
    top, foot = leads.loc[leads["lead"].idxmax()], leads.loc[leads["lead"].idxmin()]
    return (
        "Dot plots with intervals of the lead over the best baseline on cases, by Chief Justice, "
        f"issue area, court below and margin of the vote. Of {len(leads)} groups, {clear} have a "
        f"lead whose interval is above zero and {behind} one below. The largest is "
        f"{wording.points(top['lead'])} points ({top['label']}), the smallest "
        f"{wording.points(foot['lead'])} ({foot['label']})."
    )
