# SPDX-License-Identifier: MIT
"""Which guest tests a run asks for: the same rules as the guest's. Spec: docs/serial-report.md, the command line."""

from __future__ import annotations

import re

from runner.contract import CLIENT_TESTS, EXPLICIT_GROUPS
from runner.elf import GuestTest
from runner.errors import UsageError

_PATTERN = re.compile(r"[a-z0-9_.*?]+")


def requested(tests: list[GuestTest], patterns: tuple[str, ...], groups: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the selected tests in running order. A pattern or group that selects nothing is a UsageError.

    Patterns select from every group; a test of group hostile, soak, dump or thorough also needs that group to be named.
    """
    known = {group for test in tests for group in test.groups} | {"main", "all"} | EXPLICIT_GROUPS
    for group in groups:
        if group not in known:
            raise UsageError(f"no test has the group {group!r}; there are: {', '.join(sorted(known))}")
    allowed = [test for test in tests if _allowed(test, groups)]
    if not patterns:
        wanted = groups or ("main",)
        chosen = [test.name for test in allowed if "all" in wanted or not set(test.groups).isdisjoint(wanted)]
        if not chosen:
            raise UsageError(f"no test is in group {', '.join(wanted)}")
        return tuple(chosen)
    for pattern in patterns:
        if not _PATTERN.fullmatch(pattern):
            raise UsageError(f"{pattern!r} is no test name pattern: names are made of a-z 0-9 _ . and may hold * and ?")
        if not any(matches(pattern, test.name) for test in allowed):
            raise UsageError(_nothing(pattern, tests))
    return tuple(test.name for test in allowed if any(matches(pattern, test.name) for pattern in patterns))


def check_client(names: tuple[str, ...]) -> None:
    """With a SPICE client the device tells of it at any time, and the server keeps what it still has to send: tests of exact
    interrupts and releases expect none. Raises UsageError for a test that is not about the client."""
    if other := [name for name in names if not name.startswith(CLIENT_TESTS)]:
        raise UsageError(
            f"--client is for the tests of the client, not for {other[0]} ({len(other)} such were asked for): "
            f"./run.py --client '{CLIENT_TESTS}*'"
        )


def matches(pattern: str, name: str) -> bool:
    """Whole-name match; `*` is any text, `?` any one character."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), name) is not None


def _allowed(test: GuestTest, groups: tuple[str, ...]) -> bool:
    explicit = EXPLICIT_GROUPS.intersection(test.groups)
    return not explicit or not explicit.isdisjoint(groups)


def _nothing(pattern: str, tests: list[GuestTest]) -> str:
    explicit = [test for test in tests if matches(pattern, test.name)]
    if explicit:
        group = sorted(EXPLICIT_GROUPS.intersection(explicit[0].groups))[0]
        return f"{pattern!r} matches only tests that must be asked for: add --group {group}"
    near = [test.name for test in tests if pattern.strip("*") in test.name][:5]
    hint = f"; did you mean {', '.join(near)}?" if near else "; see ./run.py list"
    return f"{pattern!r} matches no test{hint}"
