"""The MLflow UI, lean and on this machine only, over a store rebuilt where it is gone."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from scotus_forecast.commands.processes import child
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import DATASETS, Layout
from scotus_forecast.core.project.params import PARAMS, Params, load_params
from scotus_forecast.stages import track
from scotus_forecast.tracking.run_metrics import FIRST_CURVE, SORTED_BY
from scotus_forecast.tracking.store import ARTIFACTS, STORE, require_usable, store_uri

HOST = "127.0.0.1"
PORT = 5000

#: Lean: no job runner, no telemetry; and no notices that are none of the reader's business.
LEAN = {
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "PYTHONWARNINGS": "ignore",
}

_PATIENCE_SECONDS = 180

_DATASET_NAMES = {
    "scdb": "the real Court:",
    "simulated": "the simulated Court, a control with known truth:",
}
_CLICKS = """\
Who beats the paper, and where:
  1. Open the first address: accuracy over the terms, the paper's publication run beside ours.
  2. Open the second: under "2 lead on Katz" stand the leads by period, on the same cases.
  3. Tick two runs and click Compare for every number of theirs side by side.
The second shows the headline; delete `and tags.headline = "true"` there to see every run."""


def serve(root: Path, port: int = PORT) -> None:
    """Serve the UI of the project at `root` until interrupted.

    Raises
    ------
    UserError
        When the port is taken, there is nothing to show yet, or the server does not come up or
        ends uncalled for.
    """
    require_free(port)
    ensure_store(root)
    with _server(root, port) as server:
        _await(server, port)
        found = experiments(port)
        curves = {name: curve_address(port, one, beside(port, one)) for name, one in found.items()}
        print(welcome(port, found, curves), flush=True)
        server.wait()
        raise UserError("the MLflow UI ended by itself; its own words are above")


def require_free(port: int) -> None:
    """Raise a UserError unless `port` can be bound on this machine."""
    with socket.socket() as probe:
        # As the server does it: a port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise UserError(
                f"port {port} on {HOST} cannot be used ({error}); stop what runs there, or choose "
                f"another: scotus-forecast ui --port {port % 65535 + 1}"
            ) from error


def ensure_store(root: Path) -> None:
    """Rebuild what the MLflow store of the project at `root` lacks: a dataset, or its artifacts."""
    scored = [layout for name in DATASETS if track.has_scores(layout := Layout(name, root))]
    stored = (root / STORE).exists()
    require_usable(root)
    if not (scored or stored):
        raise UserError("nothing to show yet: run `make reproduce` first")
    untracked = [layout for layout in scored if not (stored and _artifacts(layout).exists())]
    if untracked:
        _track_all(untracked, load_params(root / PARAMS))


def _artifacts(layout: Layout) -> Path:
    return layout.root / ARTIFACTS / layout.dataset


def _track_all(layouts: Iterable[Layout], params: Params) -> None:
    for layout in layouts:
        try:
            track.run(layout, params)
        except KeyboardInterrupt:
            # Half of its runs would pass for all of them the next time.
            shutil.rmtree(_artifacts(layout), ignore_errors=True)
            raise


def command(root: Path, port: int) -> list[str]:
    """Command line of the server."""
    return [
        *(sys.executable, "-m", "mlflow", "ui"),
        *("--backend-store-uri", store_uri(root), "--registry-store-uri", store_uri(root)),
        *("--host", HOST, "--port", str(port), "--workers", "1"),
        *("--uvicorn-opts", "--log-level warning"),
    ]


def experiments(port: int) -> dict[str, str]:
    """Ids of the datasets' experiments, as the server at `port` knows them."""
    found = {dataset: _experiment_id(port, dataset) for dataset in DATASETS}
    return {dataset: known for dataset, known in found.items() if known}


def runs_address(port: int, experiment: str) -> str:
    """Address of the charts of the runs of the headline, best case accuracy first.

    The UI's own front page leads elsewhere.
    """
    query = urlencode(
        {
            "searchFilter": 'tags.superseded = "false" and tags.headline = "true"',
            "orderByKey": f"metrics.`{SORTED_BY}`",
            "orderByAsc": "false",
            "compareRunsMode": "CHART",
            "workflowType": "machine_learning",
        },
        quote_via=quote,
    )
    return f"http://{HOST}:{port}/#/experiments/{experiment}/runs?{query}"


def curve_address(port: int, experiment: str, runs: Sequence[str]) -> str | None:
    """Address of the accuracy of some runs over the terms; None without runs."""
    query = {
        "runs": json.dumps(list(runs)),
        "metric": json.dumps(FIRST_CURVE),
        "experiments": json.dumps([experiment]),
        "plot_metric_keys": json.dumps([FIRST_CURVE]),
        "plot_layout": "{}",
        "x_axis": "step",
        "workflowType": "machine_learning",
    }
    address = f"http://{HOST}:{port}/#/metric?{urlencode(query, quote_via=quote)}"
    return address if runs else None


def beside(port: int, experiment: str) -> list[str]:
    """Ids of the runs to show beside the paper's, as the server at `port` knows them."""
    wanted = {
        "experiment_ids": [experiment],
        "filter": "tags.superseded = 'false' and tags.beside_paper = 'true'",
        # Ours first.
        "order_by": ["attributes.run_name DESC"],
    }
    address = f"http://{HOST}:{port}/api/2.0/mlflow/runs/search"
    content = {"Content-Type": "application/json"}
    with urlopen(Request(address, json.dumps(wanted).encode(), content), timeout=10) as answer:
        runs = json.load(answer).get("runs", [])
    return [run["info"]["run_id"] for run in runs]


def welcome(port: int, experiments: Mapping[str, str], curves: Mapping[str, str | None]) -> str:
    """Tell where the runs are and the clicks that matter."""
    lines = [f"MLflow UI on http://{HOST}:{port} (Ctrl-C stops it)"]
    for dataset, experiment in experiments.items():
        addresses = filter(None, [curves.get(dataset), runs_address(port, experiment)])
        lines += [f"  {_DATASET_NAMES[dataset]}", *(f"    {address}" for address in addresses)]
    return "\n".join([*lines, _CLICKS])


@contextmanager
def _server(root: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    with suppress(KeyboardInterrupt), child(command(root, port), LEAN, root) as server:
        yield server


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not _answers(port):
        if server.poll() is not None or time.monotonic() > deadline:
            raise UserError("the MLflow UI did not come up; its own words are above")
        time.sleep(0.2)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://{HOST}:{port}/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _experiment_id(port: int, dataset: str) -> str | None:
    api = f"http://{HOST}:{port}/api/2.0/mlflow/experiments/get-by-name"
    try:
        with urlopen(f"{api}?experiment_name={dataset}", timeout=10) as answer:
            return json.load(answer)["experiment"]["experiment_id"]
    except HTTPError:
        return None
