# SPDX-License-Identifier: MIT
"""`./run.py coverage`: draws the catalogue on every QEMU and prints one table, picture by surface format.

Markdown goes to standard output, progress to standard error. A cell holds for all QEMUs that were run, or names versions.
"""

from __future__ import annotations

import sys
import tempfile
from typing import Any, NamedTuple

from runner import build, elf, errors, fleet
from runner.config import KERNEL
from runner.errors import SetupError
from runner.fleet import Cell

FORMATS = ("16_555", "16_565", "32_xrgb", "32_argb", "8_a", "1_a")
_CATALOGUE = "tests/guest/drawing/catalogue/"  # anywhere in the path: a compiler cache may put ../../ before it
_WORDS = {"ok": "pass", "known": "known", "error": "ERROR", "not_ok": "NOT OK", "skip": "SKIP"}
_GOOD = frozenset(("pass", "known", "not allowed"))


class Job(NamedTuple):
    """The catalogue on one QEMU."""

    qemu: str
    version: str  # major.minor

    def place(self) -> str:
        return self.version

    def words(self) -> list[str]:
        return ["--qemu", self.qemu, "--wake", "qmp", "--group", "draw", "draw.*.*"]


Cells = dict[tuple[str, str], dict[str, Cell]]  # (picture, format) -> QEMU version


def command(suites: list[str], qemus: list[str], verbose: bool) -> int:
    """Runs everything; returns 0 if no cell is bad, else 3. `suites`: names in build/qemu; `qemus`: paths. Default: all in
    build/qemu, or the QEMU on PATH."""
    programs = fleet.programs(suites, qemus)
    build.guest(None, verbose)
    pictures = [test for test in elf.tests(KERNEL) if _CATALOGUE in test.file]
    if not pictures:
        raise SetupError(f"the kernel has no test from {_CATALOGUE}", f"`./run.py list --group draw` shows what {KERNEL} has")
    jobs = [Job(path, version) for version, path in programs]
    cells: Cells = {}
    with tempfile.TemporaryDirectory(prefix="qxl-coverage-") as folder, fleet.Boots(folder) as boots:
        for job, result in boots.run(jobs):
            took = f" in {result['duration_s']:.1f} s" if result.get("duration_s") else ""
            print(f"QEMU {job.version}: {result.get('outcome')}{took}", file=sys.stderr, flush=True)
            collect(cells, job.version, result, [picture.name for picture in pictures])
    print(markdown(cells, [(p.name, p.summary) for p in pictures], [version for version, _ in programs]), end="")
    bad = sum(cell.word not in _GOOD for by_version in cells.values() for cell in by_version.values())
    return errors.FAILED if bad else errors.PASS


def collect(cells: Cells, version: str, result: dict[str, Any], names: list[str]) -> None:
    """Enters one run: for each picture a check named as its format, or a line `not_allowed FORMAT: why`."""
    seen = {test["name"]: test for test in result["tests"]}
    for name in names:
        found = _cells_of(seen[name]) if name in seen else {}
        reason = "; ".join(r["text"] for r in result.get("reasons", ())[:1]) or f"run ended as {result.get('outcome')}"
        for format_name in FORMATS:
            if format_name in found:
                cell = found[format_name]
            elif name in seen:
                raise AssertionError(f"{name} says nothing of {format_name}")
            else:
                cell = Cell("NOT RUN", reason)
            cells.setdefault((name, format_name), {})[version] = cell


def _cells_of(test: dict[str, Any]) -> dict[str, Cell]:
    found = {check["name"]: Cell(_WORDS[check["outcome"]], check["reason"] or "") for check in test["checks"]}
    details = [*test["details"], *(detail for check in test["checks"] for detail in check["details"])]
    for detail in details:
        if detail.startswith("not_allowed "):
            format_name, _, why = detail.removeprefix("not_allowed ").partition(": ")
            found[format_name] = Cell("not allowed", why)
    return found


def markdown(cells: Cells, pictures: list[tuple[str, str]], versions: list[str]) -> str:
    """The table, its notes and its rows. A blank cell is a bug of ours, and raises."""
    notes: dict[str, int] = {}
    out = [
        "# Drawing commands: what is drawn on what",
        "",
        "Made by `./run.py coverage`; not edited by hand. Rows: command and variant, a picture of the catalogue each",
        "(tests/guest/drawing/catalogue). Columns: format of the surface that is drawn on, the primary and two off-screen surfaces of",
        f"both stride signs each (8_A and 1_A: off the screen only). A cell holds for QEMU {', '.join(versions)} alike, or says for which.",
        "*pass*: every pixel as the oracle has it. *known*: a fault on record (docs/known-faults.md). *not allowed*: the device does",
        "not draw it there. Reasons are in the notes.",
        "",
        "| picture | " + " | ".join(FORMATS) + " |",
        "|" + "---|" * (len(FORMATS) + 1),
    ]
    for name, _ in pictures:
        row = [fleet.text(cells[(name, format_name)], versions, notes) for format_name in FORMATS]
        out.append(f"| `{name.removeprefix('draw.')}` | " + " | ".join(row) + " |")
    out += ["", "## Notes", ""]
    out += [f"{number}. {why}" for why, number in notes.items()] or ["None."]
    out += ["", "## Pictures", ""]
    out += [f"- `{name}`: {summary}" for name, summary in pictures]
    return "\n".join(out) + "\n"
