"""The benchmark runner: what it promises about figures, and that every benchmark fits it."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main, names
from benchmarks.figures import Figure, seconds

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("figure", "kept"),
    [
        (Figure("pivot", 99, "ms", limit=100), True),
        (Figure("pivot", 101, "ms", limit=100), False),
        (Figure("rebuild", 29_000, "changes/s", limit=30_000, better="more"), False),
        (Figure("rebuild", 30_000, "changes/s", limit=30_000, better="more"), True),
        (Figure("bare window", 10_000, "ms"), True),
    ],
)
def test_a_promise_is_kept_or_missed(figure: Figure, kept: bool):  # noqa: FBT001  # a parameter
    assert figure.kept is kept


def test_the_time_taken_is_the_best_of_all_rounds():
    calls: list[None] = []
    assert seconds(lambda: calls.append(None), rounds=3) < 0.1
    assert len(calls) == 3


@pytest.mark.parametrize("name", names())
def test_every_benchmark_has_a_main(name: str):
    tree = ast.parse((ROOT / "benchmarks" / f"bench_{name}.py").read_text(encoding="utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    returned = functions["main"].returns
    assert returned is not None
    assert ast.unparse(returned) == "list[Figure]"


def test_an_unknown_benchmark_is_refused():
    with pytest.raises(SystemExit) as refused:
        main(["no-such-benchmark"])
    assert refused.value.code == 2


def test_figures_are_printed_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    import sys
    from types import ModuleType

    fake = ModuleType("benchmarks.bench_fake")
    fake.__dict__["main"] = lambda: [Figure("pivot", 120, "ms", limit=100), Figure("base", 1, "s")]
    monkeypatch.setitem(sys.modules, "benchmarks.bench_fake", fake)
    monkeypatch.setattr("benchmarks.__main__.names", lambda: ["fake"])
    assert main(["--json", str(tmp_path / "f.json")]) == 1
    assert "MISSED" in capsys.readouterr().out
    document = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert document["figures"]["fake"][0]["value"] == 120
    assert "processors" in document["machine"]
