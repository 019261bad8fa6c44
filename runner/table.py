# SPDX-License-Identifier: MIT
"""`./run.py table`: runs a suite in every configuration and prints one table, promise or variant by configuration.

Markdown goes to standard output, progress to standard error. A cell holds for all QEMUs (and machines) that were run, or names them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from typing import Any, NamedTuple

from runner import build, elf, errors, fleet
from runner.config import KERNEL
from runner.contract import EXPLICIT_GROUPS
from runner.fleet import Cell

WAKE_SUITE = "wake."
_FALLBACK = frozenset(("update_area_and_oom", "compat"))
_WORDS = {"ok": "pass", "skip": "skip", "known": "known", "error": "ERROR", "not_ok": "NOT OK"}
_GOOD = frozenset(("pass", "fallback", "skip", "known"))


class Column(NamedTuple):
    machine: str  # empty: every machine of the suite, whose cells are merged as those of QEMU versions are
    firmware: str
    revision: int
    device: str = "qxl-vga"

    def title(self) -> str:
        return f"{self.machine} {self.firmware} r{self.revision}" if self.machine else f"{self.device} r{self.revision}"


class Suite(NamedTuple):
    """What one table is made of."""

    title: str
    intro: tuple[str, ...]
    groups: tuple[str, ...]
    columns: tuple[Column, ...]
    machines: tuple[str, ...]  # for columns without one
    more: tuple[str, ...]  # words for run.py, so that rows are not all skips


SUITES = {
    "sleep": Suite(
        "The sleep contract: promises and variants",
        (
            "Columns: machine type, firmware, PCI revision of the QXL device. A cell holds for QEMU",
            "{labels} alike, or says for which. *pass*: by the commands of revision 3. *fallback*: the same promise, kept by what the",
            "revision has instead (UPDATE_AREA, NOTIFY_OOM; on revision 1 compat mode). *skip* and *known* have their reason in the notes.",
        ),
        ("sleep", "contract"),
        tuple(
            Column(machine, firmware, revision)
            for machine, firmware in (("pc", "seabios"), ("q35", "seabios"), ("pc", "ovmf"), ("q35", "ovmf"))
            for revision in range(1, 6)
        ),
        (),
        ("--secondary", "1", "--vram64", "128"),
    ),
    "device": Suite(
        "The device: what each port, ring, slot, register and interrupt promises",
        (
            "Columns: kind of the first QXL device, and its PCI revision. A cell holds for QEMU and machine type",
            "{labels} alike, or says for which. *skip* and *known* have their reason in the notes.",
        ),
        ("device",),
        tuple(Column("", "seabios", revision, device) for device in ("qxl-vga", "qxl") for revision in range(1, 6)),
        ("pc", "q35"),
        ("--secondary", "3", "--vram64", "128", "--inactivity", "120"),
    ),
}


class Job(NamedTuple):
    """One boot: a column on one QEMU, with one wake source."""

    column: Column
    qemu: str
    version: str  # major.minor, and the machine type where the column has none
    wake: str
    suite: Suite = SUITES["sleep"]
    machine: str = ""  # where the column has none

    def place(self) -> str:
        return "-".join((*map(str, self.column), self.version.replace(" ", "-"), self.wake))

    def words(self) -> list[str]:
        c = self.column
        words = ["--qemu", self.qemu, "--machine", c.machine or self.machine, "--firmware", c.firmware, "--device", c.device]
        words += ["--revision", str(c.revision), "--wake", self.wake, *self.suite.more]
        return words + (["--group", ",".join(self.suite.groups)] if self.wake == "qmp" else [f"{WAKE_SUITE}*"])


Cells = dict[tuple[str, str], dict[Column, dict[str, Cell]]]  # (test, wake) -> column -> QEMU version


def command(name: str, suites: list[str], qemus: list[str], verbose: bool) -> int:
    """Runs everything; returns 0 if no cell is bad, else 3. `name`: of SUITES; `suites`: names in build/qemu; `qemus`: paths.
    Default: all in build/qemu, or the QEMU on PATH."""
    suite = SUITES[name]
    programs = fleet.programs(suites, qemus)
    build.guest(None, verbose)
    if any(column.firmware == "ovmf" for column in suite.columns):
        build.guest("iso", verbose)
    tests = [t for t in elf.tests(KERNEL) if not set(suite.groups).isdisjoint(t.groups) and not EXPLICIT_GROUPS.intersection(t.groups)]
    wakes = ("qmp", "keyboard", "rtc", "pm_timer") if any(t.name.startswith(WAKE_SUITE) for t in tests) else ("qmp",)
    jobs = [
        Job(column, path, f"{version} {machine}".strip(), wake, suite, machine)
        for column in suite.columns
        for version, path in programs
        for machine in (("",) if column.machine else suite.machines)
        for wake in wakes
    ]
    cells: Cells = {}
    with tempfile.TemporaryDirectory(prefix="qxl-table-") as folder, fleet.Boots(folder) as boots:
        for done, (job, result) in enumerate(boots.run(jobs), 1):
            took = f" in {result['duration_s']:.1f} s" if result.get("duration_s") else ""
            where = f"{job.column.title()}, QEMU {job.version}, wake={job.wake}"
            why = "".join(f": {reason['text']}" for reason in result.get("reasons", ())[:1])
            print(f"{done}/{len(jobs)} {where}: {result.get('outcome')}{took}{why}", file=sys.stderr, flush=True)
            collect(cells, job, result, [t.name for t in tests if job.wake == "qmp" or t.name.startswith(WAKE_SUITE)])
    rows = rows_of(cells, tests)
    print(markdown(name, rows, list(dict.fromkeys(job.version for job in jobs))), end="")
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
    test: elf.GuestTest
    cells: dict[Column, dict[str, Cell]]


def rows_of(cells: Cells, tests: list[elf.GuestTest]) -> list[Row]:
    """Rows in the tests' order. A test that needs a certain wake source takes its cells from the run that had it."""
    rows = []
    for test in tests:
        by_wake = {wake: columns for (name, wake), columns in cells.items() if name == test.name}
        ran = [w for w, columns in by_wake.items() if any(c.word != "skip" for by in columns.values() for c in by.values())]
        for wake in ran or list(by_wake)[:1]:
            rows.append(Row(test.name if len(ran) < 2 else f"{test.name}, wake={wake}", test, by_wake[wake]))
    return rows


def markdown(name: str, rows: list[Row], versions: list[str], columns: tuple[Column, ...] = ()) -> str:
    """The table, its counts, notes and legend. A blank cell is a bug of ours, and raises. `columns`: those of the suite."""
    suite = SUITES[name]
    columns = columns or suite.columns
    notes: dict[str, int] = {}
    how = "./run.py table" if name == "sleep" else f"./run.py table --group {name}"
    out = [f"# {suite.title}", "", f"Made by `{how}`; not edited by hand. " + suite.intro[0]]
    out += [line.format(labels=", ".join(versions)) for line in suite.intro[1:]] + [""]
    out += ["| promise or variant | " + " | ".join(c.title() for c in columns) + " |", "|" + "---|" * (len(columns) + 1)]
    for row in rows:
        out.append("| `" + row.name + "` | " + " | ".join(fleet.text(row.cells[c], versions, notes) for c in columns) + " |")
    words = [cell.word for row in rows for c in columns for cell in row.cells[c].values()]
    counts = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys((*_WORDS.values(), "fallback", *words)) if word in words)
    out += ["", f"{len(rows)} rows, {len(words)} results: {counts}.", "", "## Notes", ""]
    out += [f"{number}. {why}" for why, number in notes.items()] or ["None."]
    out += ["", "## Rows", ""]
    out += [f"- `{row.name}`: {row.test.summary}" + _origin(row.test) for row in rows]
    return "\n".join(out) + "\n"


def _origin(test: elf.GuestTest) -> str:
    """Where a promise is written, and what it is about."""
    about = ", ".join(f"`{name}`" for name in test.covers)
    return (f". Source: {test.source}" if test.source else "") + (f". About {about}" if about else "")
