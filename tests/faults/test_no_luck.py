"""Threads, hash seed, locale, time zone and working folder change no byte of what is computed.

A small simulated Court is computed in processes of their own: features, one forecast and a stack.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

COMPUTE = """
import hashlib, json, sys
from pathlib import Path
import yaml
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.stages import acquire, featurize, forecast, prepare
from scotus_forecast.core.walk_forward.execution import Execution

root, settings = Path(sys.argv[1]), Path(sys.argv[2])
params = Params.model_validate(yaml.safe_load(settings.read_text(encoding="utf-8")))
layout, serial = Layout("simulated", root), Execution("serial", 1)
acquire.run(layout, params)
prepare.run(layout, params)
featurize.run(layout, params, "argument")
for model in ("boosted", "logistic"):
    forecast.run(layout, params, ["argument"], model, serial)
forecast.run_combine(layout, params, "argument", "stacked")
files = sorted(path for path in root.rglob("*") if path.is_file())
print(json.dumps({str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
                  for path in files}))
"""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
PLAIN = {
    "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", **dict.fromkeys(THREADS, "1"),
}  # fmt: skip

OTHER = {
    "PYTHONHASHSEED": "4711", "TZ": "Asia/Kathmandu", "LC_ALL": "C", **dict.fromkeys(THREADS, "2"),
}  # fmt: skip


@pytest.fixture
def settings(tmp_path):
    """The project's settings, but little of everything."""
    import yaml

    whole = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    whole["datasets"]["simulated"] = {"cases": 500, "first_term": 1990, "last_term": 2019}
    whole["evaluation"]["first_term"] = 2005
    whole["models"]["stacked"]["base"] = {"boosted": 1, "logistic": 2}
    for model in ("boosted", "logistic"):
        whole["models"][model]["refit_every"] = 15
    path = tmp_path / "params.yaml"
    path.write_text(yaml.safe_dump(whole), encoding="utf-8")
    return path


def computed(settings, root, folder, circumstances):
    done = subprocess.run(
        [sys.executable, "-c", COMPUTE, str(root), str(settings)],
        cwd=folder,
        env={**os.environ, **circumstances},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_circumstances_change_no_byte(settings, tmp_path):
    plain = computed(settings, tmp_path / "plain", ROOT, PLAIN)
    folders = {Path(name).parent.name for name in plain}
    assert {"prepared", "boosted", "logistic", "stacked"} <= folders
    found = computed(settings, tmp_path / "other", tmp_path, OTHER)
    assert {file for file in plain if found.get(file) != plain[file]} == set()
    assert set(found) == set(plain)
