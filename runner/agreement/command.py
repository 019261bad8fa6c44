# SPDX-License-Identifier: MIT
"""The command: compares every set, prints one table as Markdown, and says what differs."""

from __future__ import annotations

import concurrent.futures
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from runner import build, errors, qemu
from runner.agreement import acpica, explained, ours, sets
from runner.agreement.compare import Outcome, TableSet, compare
from runner.config import KERNEL, Config
from runner.errors import SetupError


def run(words: Sequence[str], qemus: Sequence[str], verbose: bool) -> int:
    """Returns 0 when every difference is explained and every explanation is needed, else 3; 4 when a set cannot be had."""
    ours.build()
    with tempfile.TemporaryDirectory(prefix="qxl-agreement-") as folder:
        if words:
            found, lacking = list(sets.named(words)), []
        else:
            found, lacking = _all(Path(folder), qemus)
        outcomes = []
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for outcome in pool.map(_compare, found):
                if isinstance(outcome, SetupError):
                    lacking.append(f"{outcome}\n{outcome.output}")
                    continue
                outcomes.append(outcome)
                print(f"{len(outcomes)}/{len(found)} {outcome.set}", file=sys.stderr, flush=True)
    print(markdown(outcomes), end="")
    return _judge(outcomes, lacking, is_whole=not words)


def _compare(tables: TableSet) -> Outcome | SetupError:
    try:
        return compare(tables)
    except SetupError as error:
        return error


def _all(folder: Path, qemus: Sequence[str]) -> tuple[list[TableSet], list[str]]:
    build.guest(None)
    build.guest("iso")
    program = qemu.find(qemus[0] if qemus else os.environ.get("QEMU") or Config().qemu)
    found, lacking = [], []
    for n, machine in enumerate(sets.machines(program)):
        try:
            more = () if "ovmf" in machine.words else ("--kernel", KERNEL)
            found.append(sets.capture(machine, folder / str(n), more))
            print(f"captured {machine.name}", file=sys.stderr, flush=True)
        except SetupError as error:
            lacking.append(f"{error}\n{error.output}")
    return [*found, *sets.own_asl()], lacking


def _judge(outcomes: Sequence[Outcome], lacking: Sequence[str], is_whole: bool) -> int:
    differences = [d for outcome in outcomes for d in outcome.differences]
    for difference in (wrong := explained.unexplained(differences)):
        print(f"not explained: {difference}", file=sys.stderr)
    stale = explained.unneeded(differences, (o.set for o in outcomes)) if is_whole else []
    for entry in stale:
        print(f"explained, but no set differs so any more: {entry}", file=sys.stderr)
    for text in lacking:
        print(f"no tables: {text}", file=sys.stderr)
    return errors.FAILED if wrong or stale else errors.ERROR if lacking else errors.PASS


def markdown(outcomes: Iterable[Outcome]) -> str:
    """The table of docs/acpi-agreement.md."""
    notes: dict[str, int] = {}
    lines = [
        f"ACPICA's acpiexec {acpica.version()}. *both fail*: of the values, those where both sides end in an error.",
        "",
        "| set | paths | types | sleep packages | values and methods | both fail | differences explained |",
        "|---|---|---|---|---|---|---|",
    ]
    for o in outcomes:
        entries = [explained.explanation_of(d) for d in o.differences]
        numbers = sorted({notes.setdefault(e.why, len(notes) + 1) for e in entries if e})
        known = sum(e is not None for e in entries)
        text = f"{known} of {len(entries)}" + (f" ({', '.join(map(str, numbers))})" if numbers else "")
        lines.append(f"| {o.set} | {o.paths} | {o.types} | {o.sleep} | {o.values} | {o.both_fail} | {text} |")
    lines += ["", *(f"{number}. {why}." for why, number in notes.items())]
    return "\n".join(lines) + "\n"
