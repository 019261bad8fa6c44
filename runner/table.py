# SPDX-License-Identifier: MIT
"""`./run.py table`: runs the sleep suite in every configuration and prints one table, promise or variant by configuration.

Markdown goes to standard output, progress to standard error. A cell holds for all QEMUs that were run, or names versions.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from typing import Any, NamedTuple

from runner import build, elf, errors, fleet
from runner.config import KERNEL
from runner.fleet import Cell

GROUPS = "sleep,contract"
REVISIONS = (1, 2, 3, 4, 5)
PLATFORMS = (("pc", "seabios"), ("q35", "seabios"), ("pc", "ovmf"), ("q35", "ovmf"))
MORE_DEVICES = ("--secondary", "1", "--vram64", "128")  # so that rows about them are not all skips
WAKE_SUITE = "wake."
_FALLBACK = frozenset(("update_area_and_oom", "compat"))
_WORDS = {"ok": "pass", "skip": "skip", "known": "known", "error": "ERROR", "not_ok": "NOT OK"}
_GOOD = frozenset(("pass", "fallback", "skip", "known"))


class Column(NamedTuple):
    machine: str
    firmware: str
    revision: int

    def title(self) -> str:
        return f"{self.machine} {self.firmware} r{self.revision}"


class Job(NamedTuple):
    """One boot: a column on one QEMU, with one wake source."""

    column: Column
    qemu: str
    version: str  # major.minor
    wake: str

    def place(self) -> str:
        return "-".join((*map(str, self.column), self.version, self.wake))

    def words(self) -> list[str]:
        c = self.column
        words = ["--qemu", self.qemu, "--machine", c.machine, "--firmware", c.firmware, "--revision", str(c.revision)]
        words += ["--wake", self.wake, *MORE_DEVICES]
        return words + (["--group", GROUPS] if self.wake == "qmp" else [f"{WAKE_SUITE}*"])


Cells = dict[tuple[str, str], dict[Column, dict[str, Cell]]]  # (test, wake) -> column -> QEMU version


def command(suites: list[str], qemus: list[str], verbose: bool) -> int:
    """Runs everything; returns 0 if no cell is bad, else 3. `suites`: names in build/qemu; `qemus`: paths. Default: all in
    build/qemu, or the QEMU on PATH."""
    programs = fleet.programs(suites, qemus)
    build.guest(None, verbose)
    build.guest("iso", verbose)
    tests = [t for t in elf.tests(KERNEL) if not {"sleep", "contract"}.isdisjoint(t.groups)]
    columns = [Column(machine, firmware, r) for machine, firmware in PLATFORMS for r in REVISIONS]
    wakes = ("qmp", "keyboard", "rtc", "pm_timer") if any(t.name.startswith(WAKE_SUITE) for t in tests) else ("qmp",)
    jobs = [Job(c, path, version, wake) for c in columns for version, path in programs for wake in wakes]
    cells: Cells = {}
    with tempfile.TemporaryDirectory(prefix="qxl-table-") as folder, fleet.Boots(folder) as boots:
        for done, (job, result) in enumerate(boots.run(jobs), 1):
            took = f" in {result['duration_s']:.1f} s" if result.get("duration_s") else ""
            where = f"{job.column.title()}, QEMU {job.version}, wake={job.wake}"
            print(f"{done}/{len(jobs)} {where}: {result.get('outcome')}{took}", file=sys.stderr, flush=True)
            collect(cells, job, result, [t.name for t in tests if job.wake == "qmp" or t.name.startswith(WAKE_SUITE)])
    rows = rows_of(cells, [(t.name, t.summary) for t in tests])
    print(markdown(rows, columns, [version for version, _ in programs]), end="")
    bad = sum(cell.word not in _GOOD for row in rows for by in row.cells.values() for cell in by.values())
    return errors.FAILED if bad else errors.PASS


def collect(cells: Cells, job: Job, result: dict[str, Any], names: Iterable[str]) -> None:
    """Enters one boot. A test that the report does not have gets the reason why the run ended."""
    seen = {test["name"]: test for test in result["tests"]}
    reason = "; ".join(r["text"] for r in result.get("reasons", ())[:1]) or f"run ended as {result.get('outcome')}"
    for name in names:
        cell = cell_of(seen[name], job.column.revision) if name in seen else Cell("NOT RUN", reason)
        cells.setdefault((name, job.wake), {}).setdefault(job.column, {})[job.version] = cell


def cell_of(test: dict[str, Any], revision: int) -> Cell:
    if test["outcome"] != "ok":
        return Cell(_WORDS[test["outcome"]], test["reason"] or "")
    forms = {word[5:] for line in _details(test) if line.startswith("path ") for word in line.split() if word.startswith("form=")}
    return Cell("fallback") if revision < 3 and forms & _FALLBACK else Cell("pass")


def _details(test: dict[str, Any]) -> Iterable[str]:
    yield from test["details"]
    for check in test["checks"]:
        yield from _details(check)


class Row(NamedTuple):
    name: str
    summary: str
    cells: dict[Column, dict[str, Cell]]


def rows_of(cells: Cells, tests: list[tuple[str, str]]) -> list[Row]:
    """Rows in the tests' order. A test that needs a certain wake source takes its cells from the run that had it."""
    rows = []
    for name, summary in tests:
        by_wake = {wake: columns for (test, wake), columns in cells.items() if test == name}
        ran = [w for w, columns in by_wake.items() if any(c.word != "skip" for by in columns.values() for c in by.values())]
        for wake in ran or list(by_wake)[:1]:
            rows.append(Row(name if len(ran) < 2 else f"{name}, wake={wake}", summary, by_wake[wake]))
    return rows


def markdown(rows: list[Row], columns: list[Column], versions: list[str]) -> str:
    """The table, its notes and its legend. A blank cell is a bug of ours, and raises."""
    notes: dict[str, int] = {}
    out = [
        "# The sleep contract: promises and variants",
        "",
        "Made by `./run.py table`; not edited by hand. Columns: machine type, firmware, PCI revision of the QXL device. A cell holds for QEMU",
        f"{', '.join(versions)} alike, or says for which. *pass*: by the commands of revision 3. *fallback*: the same promise, kept by what the",
        "revision has instead (UPDATE_AREA, NOTIFY_OOM; on revision 1 compat mode). *skip* and *known* have their reason in the notes.",
        "",
    ]
    out += ["| promise or variant | " + " | ".join(c.title() for c in columns) + " |", "|" + "---|" * (len(columns) + 1)]
    for row in rows:
        out.append("| `" + row.name + "` | " + " | ".join(fleet.text(row.cells[c], versions, notes) for c in columns) + " |")
    out += ["", "## Notes", ""]
    out += [f"{number}. {why}" for why, number in notes.items()] or ["None."]
    out += ["", "## Rows", ""]
    out += [f"- `{row.name}`: {row.summary}" for row in rows]
    return "\n".join(out) + "\n"
