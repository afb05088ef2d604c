"""Runs the benchmarks: `python -m benchmarks [NAME…] [--json FILE]`.

A benchmark is a module `benchmarks/bench_<name>.py` with `main() -> list[Figure]`. Names given
on the command line choose among them; without names all run, in the order of their names.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.figures import Figure


def names() -> list[str]:
    """The names of all benchmarks."""
    return sorted(
        path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")
    )


def run(chosen: Iterable[str]) -> dict[str, list[Figure]]:
    """Run the chosen benchmarks and print their figures as they come."""
    results = {}
    for name in chosen:
        start = time.perf_counter()
        figures: list[Figure] = importlib.import_module(f"benchmarks.bench_{name}").main()
        print(f"\n{name}  ({time.perf_counter() - start:.1f} s in all)")
        for figure in figures:
            print(f"  {_line(figure)}", flush=True)
        results[name] = figures
    return results


def _line(figure: Figure) -> str:
    text = f"{figure.what:<64} {_number(figure.value):>12} {figure.unit}"
    if figure.limit is None:
        return text
    sign = "≤" if figure.better == "less" else "≥"
    verdict = "ok" if figure.kept else "MISSED"
    return f"{text:<88} {sign} {_number(figure.limit)}  {verdict}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.3g}"


def machine() -> dict[str, object]:
    """Where the figures were taken; a figure without its machine means little."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def main(arguments: Sequence[str]) -> int:
    """Run what the command line asks for; 1 when a promised figure was missed."""
    parser = argparse.ArgumentParser(prog="./bpr bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(names())}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(names()))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}")

    where = machine()
    print(", ".join(f"{key} {value}" for key, value in where.items()))
    results = run(options.names or names())
    if options.json:
        document = {
            "machine": where,
            "figures": {
                name: [asdict(figure) for figure in figures] for name, figures in results.items()
            },
        }
        options.json.write_text(
            json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8"
        )
    missed = [figure for figures in results.values() for figure in figures if not figure.kept]
    print(f"\n{sum(map(len, results.values()))} figures, {len(missed)} missed their promise")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
