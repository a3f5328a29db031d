"""The ledger: the chain, appending, resolving, the track record, the hubverse export."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
from datetime import date, timedelta

import pandas as pd
import pytest

import ledger_factory
from scotus_forecast.commands import cli
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.ledger import hubverse
from scotus_forecast.ledger.chain import GENESIS, canonical, chained, read_ledger, register, verify
from scotus_forecast.ledger.outcomes import Decision, decisions_of_csv, decisions_of_release
from scotus_forecast.ledger.track_record import html, markdown, track_record

DAY = ledger_factory.BEFORE.date()


@pytest.fixture
def path(tmp_path):
    """Ledger of five forecasts."""
    path = tmp_path / "ledger.jsonl"
    contents = [ledger_factory.content(f"25-{k}", 0.5 + k / 16) for k in range(5)]
    register(path, contents, ledger_factory.BEFORE)
    return path


def test_entries_come_back_as_registered(path):
    ledger = read_ledger(path)
    assert [entry["case"]["docket"] for entry in ledger.entries] == [f"25-{k}" for k in range(5)]
    assert {entry["registered_at"] for entry in ledger.entries} == {"2026-10-01T00:00:00Z"}
    assert ledger.entries[0]["previous"] == GENESIS
    assert ledger.head == ledger.entries[-1]["hash"]


def test_appending_keeps_every_byte(path):
    before = path.read_bytes()
    register(path, [ledger_factory.content("25-9")])
    assert path.read_bytes().startswith(before)
    assert path.read_bytes().count(b"\n") == 6


def test_registering_nothing_changes_nothing(path):
    before = path.read_bytes()
    register(path, [])
    assert path.read_bytes() == before


def altered(lines):
    lines[2] = lines[2].replace(b"0.625", b"0.626")


def respaced(lines):
    lines[2] = lines[2].replace(b":", b": ", 1)


def removed(lines):
    del lines[1]


def first_removed(lines):
    del lines[0]


def swapped(lines):
    lines[1], lines[2] = lines[2], lines[1]


def repeated(lines):
    lines.insert(2, lines[1])


def foreign(lines):
    lines[3] = b'{"a":1}'


def no_json(lines):
    lines[3] = b"not json"


def blank(lines):
    lines.insert(3, b"")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (altered, 3),
        (respaced, 3),
        (removed, 2),
        (first_removed, 1),
        (swapped, 2),
        (repeated, 3),
        (foreign, 4),
        (no_json, 4),
        (blank, 4),
    ],
)
def test_a_changed_ledger_names_the_first_wrong_line(path, change, line):
    lines = path.read_bytes().splitlines()
    change(lines)
    path.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(UserError, match=rf"ledger.jsonl, line {line}: .*restore"):
        read_ledger(path)


def test_an_entry_whose_hash_was_made_anew_breaks_the_next(path):
    lines = path.read_bytes().splitlines()
    entry = json.loads(lines[2])
    entry["forecast"]["p_reverse"] = 0.9
    kept = {k: v for k, v in entry.items() if k not in {"hash", "previous", "entry"}}
    lines[2] = canonical(chained(kept, entry["entry"], entry["previous"]))
    path.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(UserError, match="line 4: does not follow"):
        read_ledger(path)


def test_only_a_published_head_finds_a_cut_tail(path):
    head = read_ledger(path).head
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    assert len(read_ledger(path).entries) == 4
    with pytest.raises(UserError, match=f"no entry has the hash {head}"):
        read_ledger(path, head)


def test_a_head_stays_good_when_entries_follow(path):
    head = read_ledger(path).head
    register(path, [ledger_factory.content("25-9")])
    assert len(read_ledger(path, head).entries) == 6


def test_a_line_without_end_is_found(path):
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(UserError, match="line 5: the last line has no end"):
        register(path, [ledger_factory.content("25-9")])


def test_a_broken_ledger_takes_no_entry(path):
    broken = path.read_bytes().replace(b"0.625", b"0.626")
    path.write_bytes(broken)
    with pytest.raises(UserError, match="altered"):
        register(path, [ledger_factory.content("25-9")])
    assert path.read_bytes() == broken


def test_an_empty_file_is_an_empty_ledger():
    assert verify(b"", "ledger").head == GENESIS


def _register_many(path, name, times):
    for k in range(times):
        register(path, [ledger_factory.content(f"{name}-{k}")])


def test_two_processes_lose_nothing(tmp_path):
    path = tmp_path / "ledger.jsonl"
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=_register_many, args=(path, str(n), 15)) for n in (1, 2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    dockets = [entry["case"]["docket"] for entry in read_ledger(path).entries]
    assert sorted(dockets) == sorted(f"{n}-{k}" for n in (1, 2) for k in range(15))


def test_a_killed_writer_leaves_a_valid_ledger(tmp_path):
    path = tmp_path / "ledger.jsonl"
    writer = multiprocessing.get_context("fork").Process(
        target=_register_many, args=(path, "1", 10_000)
    )
    writer.start()
    while not path.exists():
        time.sleep(0.01)
    time.sleep(0.2)
    os.kill(writer.pid, signal.SIGKILL)
    writer.join(60)
    kept = len(read_ledger(path).entries)
    register(path, [ledger_factory.content("after")])
    assert len(read_ledger(path).entries) == kept + 1 > 1


def decided(docket, outcome, days, votes=None):
    return Decision(docket, DAY + timedelta(days=days), outcome, votes or {})


def test_only_what_was_registered_before_the_decision_is_scored(path):
    decisions = {
        "25-0": decided("25-0", 0, 1),
        "25-1": decided("25-1", 1, 1),
        "25-2": decided("25-2", 1, 0),
        "25-3": decided("25-3", -1, -9),
    }
    ledger = read_ledger(path)
    record = track_record(ledger.entries, decisions, ledger.head)
    status = record.forecasts["status"].tolist()
    assert status == ["scored", "scored", "late", "late", "pending"]
    assert record.scores["n"] == 2
    assert record.scores["accuracy"] == 0.5
    assert record.scores["always_reverse_accuracy"] == 0.5
    assert record.scores["brier"] == pytest.approx((0.5**2 + (1 - 0.5625) ** 2) / 2)
    assert record.calibration["n"].sum() == 2


def test_of_several_forecasts_the_last_before_the_decision_counts(path):
    for docket, p, days in (("25-0", 0.25, 1), ("25-0", 0.125, 3)):
        moment = ledger_factory.BEFORE + timedelta(days=days)
        register(path, [ledger_factory.content(docket, p)], moment)
    ledger = read_ledger(path)
    record = track_record(ledger.entries, {"25-0": decided("25-0", 0, 2)}, ledger.head)
    statuses = record.forecasts.loc[record.forecasts["docket"] == "25-0", "status"]
    assert statuses.tolist() == ["replaced", "scored", "late"]
    assert record.scores["brier"] == pytest.approx(0.25**2)


def test_of_several_forecasts_of_a_pending_case_the_last_waits(path):
    later = ledger_factory.BEFORE + timedelta(days=1)
    register(path, [ledger_factory.content("25-0", 0.25)], later)
    ledger = read_ledger(path)
    record = track_record(ledger.entries, {}, ledger.head)
    statuses = record.forecasts.loc[record.forecasts["docket"] == "25-0", "status"]
    assert statuses.tolist() == ["replaced", "pending"]
    assert "Replaced by a later forecast" in markdown(record)


def test_votes_are_scored_where_they_are_known(path):
    votes = {"J0": 1, "J1": 0, "Nobody": 1}
    ledger = read_ledger(path)
    record = track_record(ledger.entries, {"25-4": decided("25-4", 1, 1, votes)}, ledger.head)
    chances = ledger.entries[4]["forecast"]["votes"]
    assert record.votes["n"] == 2
    assert record.votes["brier"] == pytest.approx(
        ((1 - chances["J0"]) ** 2 + chances["J1"] ** 2) / 2
    )


def test_the_pages_say_what_was_scored_and_what_a_chain_does_not_prove(path):
    register(path, [ledger_factory.content("25-7", name="<script> | v. *B*")])
    ledger = read_ledger(path)
    decisions = {"25-4": decided("25-4", 1, 1), "25-3": decided("25-3", 1, 0)}
    record = track_record(ledger.entries, decisions, ledger.head)
    text, shown = markdown(record), html(record)
    for said in ("100% of 1", "Registered too late", "does not prove when", ledger.head):
        assert said in text
        assert said in shown
    assert "<script>" not in shown
    assert shown.count("<table>") == text.count("| --- |\n")


def test_nothing_decided_is_said(path):
    ledger = read_ledger(path)
    assert "No registered forecast has been scored" in markdown(
        track_record(ledger.entries, {}, ledger.head)
    )


def write(path, *lines):
    path.write_text("\n".join(lines) + "\n")
    return path


def test_outcomes_are_read_from_a_csv(tmp_path):
    given = write(tmp_path / "o.csv", "docket,decided,outcome", "No. 25-1,2027-01-15,reversed")
    assert decisions_of_csv(given) == {"25-1": Decision("25-1", date(2027, 1, 15), 1)}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["docket,decided"], "lacks column outcome"),
        ([""], "lacks column docket"),
        (["docket,decided,outcome", "25-1,2027-01-15,won"], "line 2, column outcome: 'won'"),
        (["docket,decided,outcome", "25-1,soon,other"], "line 2, column decided: 'soon'"),
        (["docket,decided,outcome", ",2027-01-15,other"], "line 2, column docket: ''"),
        (["docket,decided,outcome", "25-1"], "line 2, column outcome: ''"),
        (
            ["docket,decided,outcome", *["25-1,2027-01-15,other"] * 2],
            "docket 25-1 stands there twice",
        ),
    ],
)
def test_a_wrong_outcome_names_its_place(tmp_path, lines, said):
    with pytest.raises(UserError) as caught:
        decisions_of_csv(write(tmp_path / "o.csv", *lines))
    assert said in str(caught.value)


def test_outcomes_are_read_from_a_newer_release(tmp_path, path):
    layout = Layout("simulated", tmp_path)
    cases = pd.DataFrame(
        {
            "caseId": ["2026-001", "2026-002", "1990-001"],
            "docket": ["25-1", "25-2", "25-3"],
            "term": [2026, 2026, 1990],
            "dateDecision": pd.to_datetime(["2027-01-15", None, "1991-01-01"]),
            "outcome": [1, 0, 1],
        }
    )
    votes = pd.DataFrame(
        {
            "caseId": ["2026-001"] * 2,
            "justiceName": ["J0", "J1"],
            "vote": [1, None],
            "outcome": [1, -1],
        }
    )
    write_parquet(layout.cases, cases)
    write_parquet(layout.votes, votes)
    found = decisions_of_release(layout, read_ledger(path).entries)
    assert found == {"25-1": Decision("25-1", date(2027, 1, 15), 1, {"J0": 1})}


def test_the_hub_holds_mass_functions_that_its_tasks_declare(path, tmp_path):
    decisions = {"25-4": decided("25-4", 1, 1, {"J0": 1, "J1": 0})}
    files = hubverse.export(read_ledger(path).entries, tmp_path / "hub", decisions)
    output = pd.read_csv(files[0], dtype={"output_type_id": str}, keep_default_na=False)
    assert files[0].name == f"2026-10-01-{hubverse.NAME}.csv"
    assert list(output) == hubverse.COLUMNS
    assert output.groupby(hubverse.TASK_IDS)["value"].sum().to_numpy() == pytest.approx(1)
    tasks = json.loads((tmp_path / "hub/hub-config/tasks.json").read_text())
    declared = {
        task["target_metadata"][0]["target_id"]: task for task in tasks["rounds"][0]["model_tasks"]
    }
    assert set(output["target"]) == set(declared)
    for target, rows in output.groupby("target"):
        allowed = declared[target]["output_type"]["pmf"]["output_type_id"]["required"]
        assert set(rows["output_type_id"]) == set(allowed)
        for name in hubverse.TASK_IDS:
            values = declared[target]["task_ids"][name]["optional"] or ["NA"]
            assert set(rows[name].astype(str)) <= {str(value) for value in values}


def test_target_data_says_what_happened(path, tmp_path):
    decisions = {"25-4": decided("25-4", 1, 1, {"J0": 1, "J1": 0})}
    files = hubverse.export(read_ledger(path).entries, tmp_path / "hub", decisions)
    observed = pd.read_csv(files[-1], keep_default_na=False)
    happened = observed[observed["oracle_value"] == 1]
    assert set(zip(happened["target"], happened["output_type_id"], strict=True)) == {
        ("case outcome", "reverse"),
        ("vote", "reverse"),
        ("vote", "not_reverse"),
        ("votes to reverse", "1"),
    }


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Run `ledger`; return exit status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["scotus-forecast", "ledger", *words])
        try:
            cli.main()
        except SystemExit as done:
            return done.code or 0, *capsys.readouterr()
        return 0, *capsys.readouterr()

    return call


def test_verify_prints_the_head(run, path):
    status, shown, _ = run("verify", str(path))
    assert (status, read_ledger(path).head in shown, "--head" in shown) == (0, True, True)
    assert run("verify", str(path), "--head", "f" * 64)[0] == 2
    assert run("verify", "nowhere.jsonl")[0] == 2


def test_resolve_writes_the_pages(run, path, tmp_path):
    given = write(tmp_path / "o.csv", "docket,decided,outcome", "25-1,2027-01-15,reversed")
    status, shown, _ = run("resolve", str(path), "--outcomes", str(given))
    assert status == 0
    assert shown.startswith("100% of 1 registered forecasts were right")
    assert (tmp_path / "track-record.md").exists()
    assert (tmp_path / "track-record.html").exists()


def test_export_names_its_files(run, path, tmp_path):
    status, shown, _ = run("export", str(path), "hub")
    assert status == 0
    assert all((tmp_path / line).is_file() for line in shown.split())
