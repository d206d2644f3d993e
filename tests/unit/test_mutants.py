"""The report on mutants: what counts, what is enough, and which survivors are accepted."""

import json

import pytest
import yaml

from tools import mutants
from tools.mutants import Mutant, counted, report


def mutant(number, outcome="killed", before="return n + 1", after="return n - 1", where="x_mean"):
    return Mutant(f"nnutils.runs.{where}__mutmut_{number}", outcome, before, after)


DEAD = [mutant(i) for i in range(19)]
SURVIVOR = mutant(99, "survived", "a = 1", "a = None")
ACCEPTED = [{"where": "nnutils.runs.mean", "becomes": "a = None", "reason": "never read"}]


@pytest.mark.parametrize(
    ("name", "module", "function"),
    [
        ("nnutils.runs.x_mean__mutmut_7", "nnutils.runs", "nnutils.runs.mean"),
        ("nnutils.runs.x__half__mutmut_12", "nnutils.runs", "nnutils.runs._half"),
        ("nnutils.text.xǁVocabularyǁ__len____mutmut_1", "nnutils.text", "nnutils.text.Vocabulary.__len__"),
    ],
)
def test_a_mutant_knows_where_it_is(name, module, function):
    one = Mutant(name, "killed", "", "")
    assert (one.module, one.function) == (module, function)


@pytest.mark.parametrize(
    ("before", "after", "constants"),
    [
        ("x = 1.5 * f('a')", "x = 2.5 * f('a')", True),
        ("x = f('a b')", "x = f('XXa bXX')", True),
        ("x = 1e-3", "x = 1.001", True),
        ("x = a + 1", "x = a - 1", False),
        ("x = f(1, 2)", "x = f(1, )", False),
        ("x = f(1)", "x = f(None)", False),
    ],
)
def test_numbers_and_strings_are_constants_and_nothing_else_is(before, after, constants):
    assert mutant(1, before=before, after=after).is_of_constants is constants


def test_constants_do_not_count_in_the_functions_named_and_only_there():
    made = [
        mutant(1, before="a = 1", after="a = 2"),
        mutant(2),
        mutant(3, before="a = 1", after="a = 2", where="x_mean_of"),
    ]
    assert counted(made, [{"where": r"nnutils\.runs\.mean", "reason": "sizes"}]) == made[1:]
    assert counted(made, []) == made


@pytest.mark.parametrize(
    ("found", "accepted", "status"),
    [
        (DEAD, [], 0),
        ([*DEAD, SURVIVOR], ACCEPTED, 0),  # exactly 95 %
        ([*DEAD, SURVIVOR], [], 1),
        ([*DEAD[1:], SURVIVOR], ACCEPTED, 1),  # fewer than 95 %
        ([*DEAD, mutant(99, "no tests", "a = 1", "a = None")], [], 1),
        ([*DEAD, mutant(98, "timeout"), mutant(97, "segfault")], [], 0),
        ([*DEAD, mutant(99, "not checked")], [], 1),
        (DEAD, ACCEPTED, 1),  # it dies
    ],
    ids=["all die", "accepted", "not accepted", "too many", "untested", "endless", "not all tried", "listed but dead"],
)
def test_the_verdict(found, accepted, status):
    assert report(found, accepted) == status


def test_the_report_counts_by_module_and_names_what_is_to_be_done(capsys):
    other = Mutant("nnutils.text.x_pad__mutmut_1", "not checked", "", "")
    report([*DEAD, SURVIVOR, mutant(98, "timeout"), other], [])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "   20 of    21 noticed ( 95.2 %),    1 by their time-out,     0 not tried  nnutils.runs"
    assert lines[1] == "    0 of     0 noticed (  0.0 %),    0 by their time-out,     1 not tried  nnutils.text"
    assert lines[2].split()[-1] == "all"
    assert lines[3:] == ["No test notices nnutils.runs.x_mean__mutmut_99 (survived):", "- a = 1", "+ a = None"]


def test_what_mutmut_keeps_is_read(tmp_path, monkeypatch):
    folder = tmp_path / "mutants" / "nnutils"
    folder.mkdir(parents=True)
    (tmp_path / "nnutils").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.mutmut]\nsource_paths = ["nnutils"]\n')
    (tmp_path / "nnutils" / "runs.py").write_text("def mean(n):\n    return n + 1\n")
    names = [f"x_mean__mutmut_{what}" for what in ("orig", 1, 2)]
    bodies = "".join(f"def {n}(n):\n    return n {s} 1\n" for n, s in zip(names, "+-*", strict=True))
    (folder / "runs.py").write_text(bodies)
    kept = {"exit_code_by_key": {"nnutils.runs." + names[1]: 1, "nnutils.runs." + names[2]: None}}
    empty = ("hash_by_function_name", "type_check_error_by_key", "durations_by_key", "estimated_durations_by_key")
    (folder / "runs.py.meta").write_text(json.dumps(kept | {key: {} for key in empty}))
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert list(mutants.tried()) == [
        Mutant("nnutils.runs.x_mean__mutmut_1", "killed", "return n + 1", "return n - 1"),
        Mutant("nnutils.runs.x_mean__mutmut_2", "not checked", "return n + 1", "return n * 1"),
    ]


def test_each_accepted_survivor_and_each_exception_has_its_reason():
    listed = yaml.safe_load((mutants.ROOT / mutants.ACCEPTED).read_text(encoding="utf-8"))
    assert listed.keys() == {"outside", "survivors"}
    assert all(one.keys() == {"where", "reason"} and one["reason"] for one in listed["outside"])
    assert all(one.keys() == {"where", "becomes", "reason"} and one["reason"] for one in listed["survivors"])
