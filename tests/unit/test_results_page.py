"""The page of results: what stored notebooks recorded, checked, and the same at every collection."""

import json

import nbformat
import pytest

from nnutils import results
from tools import collect_results

FIRST = {"model": "m|n", "data": "d", "metric": "accuracy", "value": 0.95, "evidence": True}
RUN = {
    "duration": 12.4,
    "end_time": "2026-11-22T10:00:00.000000",
    "cores": 2,
    "environment": {"keras": "3.15.1", "python": "3.11.7"},
}


def write(root, *stored, run=RUN, name="07_some_chapter"):
    """Store a chapter that recorded this."""
    cells = [nbformat.v4.new_markdown_cell("# 07 · Some chapter\n\nText.")]
    for data in stored:
        output = nbformat.v4.new_output("execute_result", {results.MIME: data})
        cells.append(nbformat.v4.new_code_cell("results.record(…)", outputs=[output]))
    (root / "notebooks").mkdir(exist_ok=True)
    (root / "book").mkdir(exist_ok=True)
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"papermill": run})
    nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")


def table(root):
    """The rows of the page's only table, as lists."""
    return [line[2:-2].split(" | ") for line in collect_results.page(root).splitlines() if line.startswith("| ")]


def test_records_of_both_editions_stand_in_one_table(tmp_path):
    newer = results.record("k", data="e", metric="error", value=2, n=5, unit="°C", evidence=True).to_json()
    write(tmp_path, FIRST, newer | {"baseline": "linear", "baseline_value": 3.0, "parameters": 1234, "printed": "2.1"})
    assert table(tmp_path) == [
        ["model", "parameters", "data", "metric", "value", "baseline", "printed elsewhere"],
        ["---"] * 7,
        [r"m\|n", "–", "d", "accuracy", "0.95", "–", "–"],
        ["k", "1,234", "e", "error", "2 °C (n = 5)", "linear: 3", "2.1"],
    ]


def test_what_is_asserted_has_a_column_where_a_record_says_it(tmp_path):
    write(tmp_path, FIRST, results.record(**FIRST, floor=0.9).to_json())
    assert [row[-1] for row in table(tmp_path)] == ["asserted", "---", "–", "at least 0.9"]
    assert len(table(tmp_path)[0]) == len(table(tmp_path)[1]) == 8


def test_a_section_has_label_link_and_last_run(tmp_path):
    write(tmp_path, FIRST)
    assert collect_results.section("07_some_chapter", tmp_path / "notebooks" / "07_some_chapter.ipynb").startswith(
        "(results-07-some-chapter)=\n## [07 · Some chapter](../notebooks/07_some_chapter.ipynb)\n\n"
        "Last full run: 2026-11-22, **12 s** on 2 cores; keras 3.15.1, python 3.11.7.\n\n| model |"
    )


def test_a_chapter_that_was_never_published_says_so_and_has_no_table(tmp_path):
    write(tmp_path, run={})
    assert "*No full run is stored.*" in collect_results.page(tmp_path)
    assert table(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": 9}, "07_some_chapter.ipynb: a record has the schema 9; allowed are 1, 2"),
        ({"value": float("nan")}, "07_some_chapter.ipynb: accuracy: value is nan; allowed are finite numbers"),
        ({"value": None}, "07_some_chapter.ipynb: accuracy: value is None; it must be a number"),
        ({"evidence": False}, "07_some_chapter.ipynb: accuracy: evidence is False; the page holds full runs only"),
    ],
)
@pytest.mark.parametrize("options", [[], ["--check"]])
def test_a_record_that_cannot_be_read_is_named_and_nothing_is_written(tmp_path, capsys, change, message, options):
    write(tmp_path, FIRST, FIRST | change)
    assert collect_results.main(["--root", str(tmp_path), *options]) == 1
    assert capsys.readouterr().out == f"{message}: publish that chapter again\n"
    assert not (tmp_path / "book" / "results.md").exists()


def test_a_page_is_written_and_then_fresh_until_a_figure_changes(tmp_path, capsys):
    write(tmp_path, FIRST)
    root = ["--root", str(tmp_path)]
    assert collect_results.main([*root, "--check"]) == 1
    assert collect_results.main(root) == 0
    assert collect_results.main([*root, "--check"]) == 0
    write(tmp_path, FIRST | {"value": 0.94})
    assert collect_results.main([*root, "--check"]) == 1
    names = ("book/results.md", "nnutils/results/published.json")
    stale = [f"{name} is stale: run 'make results'" for name in names]
    assert capsys.readouterr().out.splitlines() == [*stale, *(f"wrote {name}" for name in names), *stale]


def test_the_published_figures_are_those_of_the_records_with_the_versions_of_their_run(tmp_path):
    newer = results.record("k", data="e", metric="error", value=2, sd=0.5, n=5, unit="°C", evidence=True).to_json()
    write(tmp_path, FIRST, newer)
    versions = {"keras": "3.15.1"}
    assert json.loads(collect_results.published(tmp_path)) == [
        {"model": "m|n", "data": "d", "metric": "accuracy", "value": 0.95, "sd": None, "versions": versions},
        {"model": "k", "data": "e", "metric": "error", "value": 2.0, "sd": 0.5, "versions": versions},
    ]


def test_the_files_of_live_figures_have_a_table_with_their_sizes(tmp_path):
    write(tmp_path, FIRST)
    before = collect_results.page(tmp_path)
    models = tmp_path / collect_results.MODELS
    models.mkdir(parents=True)
    notes = {"data": "digits|ours", "date": "2026-11-29", "source": "the chapter's cells"}
    (models / "05_digit.json").write_text(json.dumps({"bytes": 380_536, "notes": notes}))
    (models / "05_digit.expected.json").write_text("{}")
    (models / "01_train.json").write_text(json.dumps({"bytes": 1_234_567, "notes": notes | {"source": "a script"}}))
    text = collect_results.page(tmp_path)
    assert text.startswith(before)
    assert text[len(before) :].splitlines()[-4:] == [
        "| file | kB | data | made |",
        "| --- | --- | --- | --- |",
        r"| 01_train | 1,235 | digits\|ours | 2026-11-29, a script |",
        r"| 05_digit | 381 | digits\|ours | 2026-11-29, the chapter's cells |",
    ]
