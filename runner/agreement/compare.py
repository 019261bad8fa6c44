# SPDX-License-Identifier: MIT
"""Compares the two sides; every difference has a name, so that it can be explained or mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from runner.agreement import acpica, ours
from runner.agreement.model import Failed, NoAnswer, Side, Value, show

_VALUES = frozenset(("integer", "string", "buffer", "package", "reference", "field unit", "buffer field", "alias"))


class TableSet(NamedTuple):
    name: str
    files: tuple[Path, ...]  # for acpi-inspect
    blocks: tuple[Path, ...]  # the definition blocks in them, for acpiexec: DSDT first


class Difference(NamedTuple):
    set: str
    kind: str  # path, type, sleep, value
    path: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.set}: {self.kind} {self.path}: ours {self.ours}, ACPICA's {self.theirs}"


@dataclass
class Count:
    same: int = 0
    of: int = 0

    def add(self, is_same: bool) -> bool:
        self.of += 1
        self.same += is_same
        return is_same

    def __str__(self) -> str:
        return f"{self.same} of {self.of}"


@dataclass
class Outcome:
    set: str
    paths: Count = field(default_factory=Count)
    types: Count = field(default_factory=Count)  # of the paths that both have
    sleep: Count = field(default_factory=Count)
    values: Count = field(default_factory=Count)
    both_fail: int = 0  # of the values that are the same
    differences: list[Difference] = field(default_factory=list)

    def differ(self, kind: str, path: str, ours_said: str, theirs_said: str) -> None:
        self.differences.append(Difference(self.set, kind, path, ours_said[:300], theirs_said[:300]))


def compare(tables: TableSet) -> Outcome:
    """All names and types, the sleep states, and the value of everything that has one without being given arguments."""
    outcome = Outcome(tables.name)
    mine = ours.namespace(tables.files)

    def evaluated(theirs: Side) -> list[str]:
        return [path for path in mine.types if path in theirs.types and has_value(mine, path)]

    theirs, sessions = acpica.examine(tables.blocks, evaluated)
    if mine.problem or theirs.problem:
        if outcome.paths.add(bool(mine.problem and theirs.problem)):
            return outcome
        outcome.differ("path", "\\", mine.problem or "a namespace", theirs.problem or "a namespace")
        return outcome
    _compare_names(outcome, mine, theirs)
    # acpiexec looks for devices when it starts, and so asks every one for its _STA, which may write registers.
    enumerated = [path for path in theirs.types if path.endswith("._STA") and theirs.types[path[:-5]] == "device" and has_value(theirs, path)]
    mine.values = ours.values(tables.files, sessions, enumerated)
    for path in theirs.values:
        _compare_value(outcome, path, mine.values.get(path, NoAnswer("not evaluated")), theirs.values[path])
    _compare_sleep(outcome, ours.sleep_states(tables.files), theirs)
    return outcome


def has_value(side: Side, path: str) -> bool:
    return side.types[path] in _VALUES or side.arguments.get(path) == 0


def _compare_names(outcome: Outcome, mine: Side, theirs: Side) -> None:
    for path in dict.fromkeys([*mine.types, *theirs.types]):
        my_type, their_type = mine.types.get(path, "no such name"), theirs.types.get(path, "no such name")
        if not outcome.paths.add(path in mine.types and path in theirs.types):
            outcome.differ("path", path, my_type, their_type)
        elif not outcome.types.add(my_type == their_type):
            outcome.differ("type", path, my_type, their_type)


def _compare_value(outcome: Outcome, path: str, mine: Value, theirs: Value) -> None:
    if isinstance(mine, Failed) and isinstance(theirs, Failed):
        outcome.values.add(True)
        outcome.both_fail += 1
    elif not outcome.values.add(_is_same(mine, theirs)):
        outcome.differ("value", path, show(mine), show(theirs))


def _is_same(mine: Value, theirs: Value) -> bool:
    if isinstance(mine, str) and isinstance(theirs, str) and len(theirs) == acpica.STRING_LIMIT:
        return mine.startswith(theirs)
    if isinstance(mine, list) and isinstance(theirs, list):
        return len(mine) == len(theirs) and all(_is_same(a, b) for a, b in zip(mine, theirs, strict=True))
    return type(mine) is type(theirs) and mine == theirs and not isinstance(mine, NoAnswer)


def _compare_sleep(outcome: Outcome, mine: dict[int, tuple[int, int] | str], theirs: Side) -> None:
    for state, said in mine.items():
        value = theirs.values.get(f"\\_S{state}_")
        match value:
            case [int(a), int(b), *_]:
                expected: tuple[int, int] | str = (a, b)
            case [int(both)]:
                expected = (both & 0xFF, both >> 8 & 0xFF)
            case None:
                expected = "not supported"
            case _:
                expected = f"bad: {show(value)}"
        is_same = said == expected if isinstance(said, tuple) else not isinstance(expected, tuple)
        if not outcome.sleep.add(is_same):
            outcome.differ("sleep", f"\\_S{state}_", str(said), str(expected))
