# SPDX-License-Identifier: MIT
"""Where a run stands: test, S3 cycle, step, and what held until then. Kept up to date by the reader of the report.

Checks of a cycle are named `cycleN.what` or, after the first one, `cycleN`; `# running` names what has begun.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CYCLE = re.compile(r"cycle(\d{1,9})(?:\.(.+))?$")
_BAD = frozenset(("not_ok", "error"))
_KEEP = 20


class Cycles:
    """The S3 cycles of one test. `begun`: number of the last one; `passed`: how many held, from the first on."""

    __slots__ = ("test", "begun", "passed", "first_bad")

    def __init__(self, test: str) -> None:
        self.test = test
        self.begun = self.passed = 0
        self.first_bad = ""  # name of the check

    def enter(self, cycle: int) -> None:
        if cycle > self.begun:
            self.begun = cycle
            if not self.first_bad:
                self.passed = cycle - 1


class Position(NamedTuple):
    """Where a run that did not end by itself stood. Empty texts and None: not known, or not in a cycle."""

    test: str
    check: str  # what had begun and has no result
    cycle: int | None
    cycles_passed: int | None
    step: str
    sleep: str  # before, asleep, after: the sleep of this cycle
    results: int  # how many results there are, of tests and checks
    bad: tuple[str, ...]  # names of those that are not ok or in error, the first ones

    def text(self, cycles: int | None = None) -> str:
        """One line. `cycles`: how many were asked for."""
        words: list[str] = []
        if self.cycle is not None:
            of = f" of {cycles}" if cycles and cycles >= self.cycle else ""
            words.append(f"in cycle {self.cycle}{of} of {self.test}, {self._within()}")
            passed = "1 cycle had passed" if self.cycles_passed == 1 else f"{self.cycles_passed} cycles had passed"
            words.append(passed)
        elif self.test:
            words.append(f"in {self.check or self.test}")
        else:
            words.append("between two tests" if self.results else "before the first test")
        if self.bad:
            words.append(f"what did not hold before: {', '.join(self.bad)}")
        else:
            words.append(f"all {self.results} results until then held" if self.results else "nothing was judged yet")
        return "; ".join(words)

    def _within(self) -> str:
        where = {"before": "before its sleep", "asleep": "asleep or waking up", "after": "after its wake-up"}[self.sleep]
        return f"{self.step} ({where})" if self.step else where


class Tracker:
    """Follows the lines of a report."""

    def __init__(self) -> None:
        self.test = ""
        self.check = ""
        self.cycles: list[Cycles] = []  # one for each test that has any
        self.results = 0
        self.bad: list[str] = []
        self._sleep = "before"

    def running(self, depth: int, name: str) -> None:
        if depth == 0:
            self.test, self.check = name, ""
        else:
            self.check = name
            self._cycle(name)

    def subtest(self, depth: int, name: str) -> None:
        """A test's block of checks opens: the test runs, also where no `# running` said so."""
        if depth == 1 and name != self.test:
            self.test, self.check = name, ""

    def suspended(self) -> None:
        self._sleep = "asleep"

    def resumed(self) -> None:
        self._sleep = "after"

    def result(self, depth: int, name: str, outcome: str) -> None:
        self.results += 1
        is_bad = outcome in _BAD
        if is_bad and len(self.bad) < _KEEP:
            self.bad.append(f"{self.test} / {name}" if depth and self.test else name)
        if depth == 0:
            cycles = self._of_test(name)
            if cycles and not cycles.first_bad and not is_bad:
                cycles.passed = cycles.begun
            self.test = self.check = ""
            return
        if name == self.check:
            self.check = ""
        if (cycles := self._cycle(name)) is None:
            return
        if is_bad:
            cycles.first_bad = cycles.first_bad or name
        elif "." not in name and not cycles.first_bad:  # a whole cycle in one check
            cycles.passed = cycles.begun

    def position(self) -> Position:
        cycles = self._of_test(self.test) if self.test else None
        bad = tuple(self.bad[:_KEEP])
        if cycles is None:
            return Position(self.test, self.check, None, None, "", "", self.results, bad)
        match = _CYCLE.match(self.check)
        step = (match[2] or "") if match else ""
        return Position(self.test, self.check, cycles.begun, cycles.passed, step, self._sleep, self.results, bad)

    def _of_test(self, test: str) -> Cycles | None:
        return self.cycles[-1] if self.cycles and self.cycles[-1].test == test else None

    def _cycle(self, name: str) -> Cycles | None:
        match = _CYCLE.match(name)
        if not match:
            return None
        cycles = self._of_test(self.test)
        if cycles is None:
            cycles = Cycles(self.test)
            self.cycles.append(cycles)
        if int(match[1]) > cycles.begun:
            self._sleep = "before"
        cycles.enter(int(match[1]))
        return cycles
