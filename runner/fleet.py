# SPDX-License-Identifier: MIT
"""Many runs of run.py for one table: on every QEMU, as many at a time as there are processors, and what a cell says."""

from __future__ import annotations

import concurrent.futures
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from runner import other_qemus, qemu
from runner.config import ROOT
from runner.errors import UsageError


class Job(Protocol):
    """One boot."""

    def place(self) -> str:
        """A name for its files."""

    def words(self) -> list[str]:
        """For run.py."""


J = TypeVar("J", bound=Job)


class Cell(NamedTuple):
    word: str
    why: str = ""


def programs(suites: list[str], qemus: list[str]) -> list[tuple[str, str]]:
    """Versions (major.minor) and paths: `suites` are names in build/qemu, `qemus` paths. Default: all in build/qemu, or the QEMU on
    PATH."""
    present = {other.name: other.path for other in other_qemus.present()}
    for suite in suites:
        if suite not in present:
            raise UsageError(f"build/qemu has no {suite!r}; `./run.py qemus {suite}` fetches it")
    paths = [present[s] for s in suites] + qemus or list(present.values()) or [qemu.find("qemu-system-x86_64")]
    found = [(".".join((other_qemus.version(path) or "unknown").split(".")[:2]), path) for path in paths]
    return sorted(found, key=lambda item: [int(n) if n.isdigit() else 0 for n in item[0].split(".")])


class Boots:
    """Runs of run.py, as many at a time as there are processors. Leaving early ends those that are under way."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1)
        self._running: set[subprocess.Popen[str]] = set()

    def __enter__(self) -> Boots:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in list(self._running):
            process.terminate()  # run.py takes its QEMU along
        self._pool.shutdown()

    def run(self, jobs: Sequence[J]) -> Iterator[tuple[J, dict[str, Any]]]:
        return zip(jobs, self._pool.map(self._boot, jobs), strict=True)

    def _boot(self, job: Job) -> dict[str, Any]:
        place = os.path.join(self._folder, job.place())
        words = [sys.executable, os.path.join(ROOT, "run.py"), *job.words(), "--json", f"{place}.json", "--keep", place]
        with subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        ) as process:
            self._running.add(process)
            said, _ = process.communicate()
            self._running.discard(process)
        try:
            with open(f"{place}.json", encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError):
            first = said.strip().splitlines()[:1] or ["no output"]
            return {"outcome": f"exit {process.returncode}", "reasons": [{"text": first[0]}], "tests": []}


def text(by_version: dict[str, Cell], versions: list[str], notes: dict[str, int]) -> str:
    """A cell of a Markdown table. `notes` numbers the reasons. A version without a cell is a bug of ours, and raises."""

    def short(cell: Cell) -> str:
        return f"{cell.word} {notes.setdefault(cell.why, len(notes) + 1)}" if cell.why else cell.word

    missing = [v for v in versions if v not in by_version]
    if missing:
        raise AssertionError(f"no cell for QEMU {', '.join(missing)}")
    texts: dict[str, list[str]] = {}
    for version in versions:
        texts.setdefault(short(by_version[version]), []).append(version)
    if len(texts) == 1:
        return next(iter(texts))
    return "; ".join(f"{', '.join(which)}: {text}" for text, which in texts.items())
