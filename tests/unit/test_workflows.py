"""What GitHub runs: nothing is published that was not tested, and what runs once a week runs."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

WORKFLOWS = Path(__file__).resolve().parents[2] / ".github" / "workflows"
CONDITIONS = {
    "github.event.workflow_run.conclusion == 'success'",
    "github.event.workflow_run.event == 'push'",
    "github.event.workflow_run.head_repository.full_name == github.repository",
}


def _read() -> dict[str, dict]:
    """Return all workflows by the names of their files."""
    return {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in WORKFLOWS.glob("*.yml")}


def _runs(job: dict) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def _uses(job: dict, action: str) -> list[dict]:
    """Return the steps of a job that use an action."""
    return [step for step in job["steps"] if step.get("uses", "").startswith(f"{action}@")]


def gaps(workflows: dict[str, dict]) -> list[str]:
    """Return the ways by which something could be published that no green run of ``test`` has tested."""
    found = []
    for name, workflow in workflows.items():
        jobs = workflow["jobs"]
        publishing = {key for key, job in jobs.items() if _uses(job, "actions/deploy-pages")}
        if not publishing:
            continue
        # YAML reads the key "on" as true.
        if workflow[True] != {"workflow_run": {"workflows": ["test"], "types": ["completed"], "branches": ["main"]}}:
            found.append(f"{name} is started by {workflow[True]}")
        for key in publishing:
            needed = jobs[key].get("needs")
            asked = set(re.split(r"\s*&&\s*", jobs.get(needed, {}).get("if", "").strip()))
            if asked != CONDITIONS:
                found.append(f"{name}: {key} needs {needed}, which asks {sorted(asked)}")
        for key, job in jobs.items():
            if _runs(job) or _uses(job, "actions/checkout"):
                found.append(f"{name}: {key} builds something itself")
            for step in _uses(job, "actions/download-artifact"):
                if step["with"].get("run-id") != "${{ github.event.workflow_run.id }}":
                    found.append(f"{name}: {key} takes what another run has built")
    test = workflows["test.yml"]
    steps = [
        step.get("uses", step.get("run", "")).partition("@")[0] for step in test["jobs"]["linux-and-macos"]["steps"]
    ]
    if test["name"] != "test" or "make test" not in steps:
        found.append("test.yml does not test")
    elif "actions/upload-artifact" not in steps[steps.index("make test") :]:
        found.append("the book is handed on before it was tested")
    return found


def test_only_what_a_green_run_has_tested_is_published():
    assert gaps(_read()) == []


def _start_on_push(workflows: dict) -> None:
    workflows["publish.yml"][True]["push"] = {"branches": ["main"]}


def _no_condition(workflows: dict) -> None:
    del workflows["publish.yml"]["jobs"]["collect"]["if"]


def _any_conclusion(workflows: dict) -> None:
    job = workflows["publish.yml"]["jobs"]["collect"]
    job["if"] = job["if"].replace("conclusion == 'success'", "conclusion != 'cancelled'")


def _either_condition(workflows: dict) -> None:
    job = workflows["publish.yml"]["jobs"]["collect"]
    job["if"] = job["if"].replace("&&", "||")


def _needs_nothing(workflows: dict) -> None:
    del workflows["publish.yml"]["jobs"]["deploy"]["needs"]


def _build_again(workflows: dict) -> None:
    workflows["publish.yml"]["jobs"]["collect"]["steps"].insert(0, {"run": "make book"})


def _another_run(workflows: dict) -> None:
    del workflows["publish.yml"]["jobs"]["collect"]["steps"][0]["with"]["run-id"]


def _second_way(workflows: dict) -> None:
    workflows["quick.yml"] = copy.deepcopy(workflows["publish.yml"]) | {True: {"workflow_dispatch": None}}


def _untested(workflows: dict) -> None:
    steps = workflows["test.yml"]["jobs"]["linux-and-macos"]["steps"]
    steps.remove({"run": "make test"})


def _too_early(workflows: dict) -> None:
    workflows["test.yml"]["jobs"]["linux-and-macos"]["steps"].reverse()


@pytest.mark.parametrize(
    "open_gap",
    [
        *(_start_on_push, _no_condition, _any_conclusion, _either_condition, _needs_nothing, _build_again),
        *(_another_run, _second_way, _untested, _too_early),
    ],
)
def test_a_gap_is_found(open_gap: Callable[[dict], None]):
    workflows = _read()
    open_gap(workflows)
    assert gaps(workflows) != []


def test_the_name_of_the_artifact_is_the_same_on_both_sides():
    workflows = _read()
    (up,) = _uses(workflows["test.yml"]["jobs"]["linux-and-macos"], "actions/upload-artifact")
    (down,) = _uses(workflows["publish.yml"]["jobs"]["collect"], "actions/download-artifact")
    assert up["with"]["name"] == down["with"]["name"]
    assert up["with"]["path"] == "_build/html"


def test_every_week_the_real_files_are_fetched_and_no_test_of_them_is_skipped():
    job = _read()["weekly.yml"]["jobs"]["real-data"]
    assert job["env"]["NNUTILS_DATA"] == "real"
    assert job["env"]["NNBE_REQUIRE_REAL_DATA"] == "1"
    (cache,) = _uses(job, "actions/cache")
    assert job["env"]["KERAS_HOME"].endswith(f"/{cache['with']['path']}")
    fetch, test = _runs(job)[-2:]
    assert "files.cached(name) for name in files.FILES" in fetch
    assert test.endswith("pytest tests/real_data")


def test_every_week_the_chapters_run_under_the_arithmetic_of_other_processors():
    assert "make test-processors" in _runs(_read()["weekly.yml"]["jobs"]["processors"])
