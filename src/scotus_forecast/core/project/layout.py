"""Where everything lies: the only file that spells a path of the project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATASETS = ("scdb", "simulated")

PARAMS = Path("params.yaml")


@dataclass(frozen=True)
class Layout:
    """Paths of one dataset under the project root (relative, so that DVC and reports agree)."""

    dataset: str
    root: Path = Path()

    @property
    def data(self) -> Path:
        """Everything derived for the dataset; never in Git."""
        return self.root / "data" / self.dataset

    @property
    def raw(self) -> Path:
        """Raw archives as acquired, with their manifest."""
        return self.data / "raw"

    @property
    def manifest(self) -> Path:
        """What was acquired, from where, and its sha256."""
        return self.raw / "manifest.json"

    @property
    def transcripts(self) -> Path:
        """Tables of what was said at oral argument; the text never leaves the machine."""
        return self.data / "transcripts"

    @property
    def oral_argument(self) -> Path:
        """Signals of the horizon `transcript`, and its forecasts with signals left out."""
        return self.data / "oral_argument"

    @property
    def oral_argument_scores(self) -> Path:
        """Scores of the horizon `transcript` on the cases heard."""
        return self.data / "oral_argument_scores"

    @property
    def truth(self) -> Path:
        """True probabilities of the simulated Court; no stage before score may read it."""
        return self.raw / "truth.parquet"

    @property
    def prepared(self) -> Path:
        """Typed cases and votes, quarantine and summary."""
        return self.data / "prepared"

    @property
    def cases(self) -> Path:
        """One row a case."""
        return self.prepared / "cases.parquet"

    @property
    def votes(self) -> Path:
        """One row a justice in a case."""
        return self.prepared / "votes.parquet"

    @property
    def quarantine(self) -> Path:
        """Rejected rows and cells, each with its reason."""
        return self.prepared / "quarantine.parquet"

    @property
    def summary(self) -> Path:
        """Counts of prepare, read by report and tests."""
        return self.prepared / "summary.json"

    @property
    def reference(self) -> Path:
        """The paper's own case predictions, where they could be had."""
        return self.raw / "reference.parquet"

    def features(self, horizon: str) -> Path:
        """Features of one horizon."""
        return self.data / "features" / horizon

    def forecast(self, horizon: str, model: str) -> Path:
        """Prediction frame of one model on one horizon."""
        return self.forecasts / model / f"{horizon}.parquet"

    @property
    def forecasts(self) -> Path:
        """All prediction frames, a folder a model."""
        return self.data / "forecasts"

    def forecast_files(self) -> dict[tuple[str, str], Path]:
        """Files of all prediction frames there are, by horizon and model."""
        found = self.forecasts.glob("*/*.parquet")
        return dict(sorted(((path.stem, path.parent.name), path) for path in found))

    @property
    def scores(self) -> Path:
        """Tidy scores, paired comparisons and calibration."""
        return self.data / "scores"

    @property
    def audit(self) -> Path:
        """Leakage checks and the column probe."""
        return self.data / "audit"

    @property
    def vote_splits_by_horizon(self) -> Path:
        """Forecasts of how the votes of a case divide, a folder a horizon."""
        return self.data / "vote_splits"

    def vote_splits(self, horizon: str) -> Path:
        """Vote splits of one horizon: forecasts, their scores and their calibration."""
        return self.vote_splits_by_horizon / horizon

    @property
    def docket(self) -> Path:
        """Forecasts of past terms as a docket sheet shows them, and models for pending cases."""
        return self.data / "docket"

    @property
    def diagnoses(self) -> Path:
        """Price of hindsight by columns, learning curve and importance."""
        return self.data / "diagnoses"

    def unfinished(self, horizon: str, model: str) -> Path:
        """Finished terms of a walk-forward that is not; no output of DVC, which deletes those."""
        return self.root / "data" / "unfinished" / self.dataset / f"{horizon}-{model}"

    @property
    def sweeps(self) -> Path:
        """Settings tried, on terms before those held out."""
        return self.root / "data" / "sweeps" / self.dataset

    @property
    def models(self) -> Path:
        """Models fitted on every decided term."""
        return self.root / "models" / self.dataset

    @property
    def control(self) -> Path:
        """Last result on the simulated Court, which Git keeps and the real report shows."""
        return self.root / "reports" / "control.json"

    @property
    def report(self) -> Path:
        """The rendered report."""
        return self.root / "reports" / self.dataset
