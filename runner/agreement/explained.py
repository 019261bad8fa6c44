# SPDX-License-Identifier: MIT
"""Differences that stay, each with the section that decides it. What is not in this list is red, and so is an entry that
no set needs any more."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from typing import NamedTuple

from runner.agreement.compare import Difference


class Explanation(NamedTuple):
    """Patterns (`*`, `?`) of the differences that it explains."""

    set: str
    kind: str
    path: str
    ours: str
    theirs: str
    why: str

    def covers(self, difference: Difference) -> bool:
        return all(fnmatch.fnmatchcase(seen, _pattern(asked)) for asked, seen in zip(self[:5], difference, strict=True))


def _pattern(text: str) -> str:
    return text.replace("[", "[[]")  # a bracket is a bracket: buffers are printed in them


EXPLAINED: tuple[Explanation, ...] = (
    Explanation("*", "type", "\\_SB_", "scope", "device", "ACPI 6.5 5.3.1 has \\_SB as a scope; ACPICA makes it a device so that it can be notified"),
    Explanation("*", "type", "\\_TZ_", "scope", "device", "ACPI 6.5 5.3.1 has \\_TZ as a scope; ACPICA makes it a device as well"),
)


def explanation_of(difference: Difference) -> Explanation | None:
    return next((e for e in EXPLAINED if e.covers(difference)), None)


def unexplained(differences: Iterable[Difference]) -> list[Difference]:
    return [d for d in differences if explanation_of(d) is None]


def unneeded(differences: Iterable[Difference], sets: Iterable[str]) -> list[Explanation]:
    """Entries for sets that were compared and that did not differ so."""
    found, names = list(differences), list(sets)
    return [
        e for e in EXPLAINED
        if any(fnmatch.fnmatchcase(name, _pattern(e.set)) for name in names) and not any(e.covers(d) for d in found)
    ]  # fmt: skip
