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


_SPACES = "ACPI 6.5 5.5.2.4: a region of another space than memory, I/O and PCI configuration needs a handler; acpiexec has one for SystemCMOS"

EXPLAINED: tuple[Explanation, ...] = (
    Explanation("*", "type", "\\_SB_", "scope", "device", "ACPI 6.5 5.3.1 has \\_SB as a scope; ACPICA makes it a device so that it can be notified"),
    Explanation("*", "type", "\\_TZ_", "scope", "device", "ACPI 6.5 5.3.1 has \\_TZ as a scope; ACPICA makes it a device as well"),
    Explanation("eval_machine.asl", "value", "\\CM00", "failed(space of an operation region*", "0x0", _SPACES),
    Explanation("eval_machine.asl", "value", "\\T030", "failed(space of an operation region*", "0x0", _SPACES),
    Explanation("machine.asl", "value", "\\CMS0", "failed(space of an operation region*", "0x0", _SPACES),
    Explanation("eval_machine.asl", "value", "\\T038", "0x6", "failed(AE_AML_OPERAND_TYPE)",
                "ACPI 6.5 20.2.2 has DerefOf among the SuperNames, so it can be stored to; ACPICA refuses it"),
    Explanation("eval_opcodes.asl", "value", "\\T007", "0x7", "nothing",
                "ACPI 6.5 19.6.9: BreakPoint is for a debugger, which acpiexec is: it leaves the method; without one it does nothing"),
    Explanation("eval_values.asl", "value", "\\T001", "0x3", "0x4",
                "ACPI 6.5 19.2.4 evaluates operands from left to right; ACPICA reads a Local when all operands are there"),
    Explanation("eval_values.asl", "value", "\\T038", "0x2", "0x20200925",
                "ACPI 6.5 19.6.119: Revision is the interpreter's; ACPICA's is its release date"),
    Explanation("eval_values.asl", "value", "\\T049", "noanswer*", "noanswer(acpiexec ended)",
                "acpiexec crashes when it is to print a reference to a byte; ACPI 6.5 19.6.62 lets Index return one"),
    Explanation("machine.asl", "value", "\\NTFY", "nothing", "failed(AE_AML_OPERAND_TYPE)",
                "ACPI 6.5 19.6.94: Notify takes a SuperName, and so an Arg with a reference to the device; ACPICA wants the device itself"),
    Explanation("machine.asl", "value", "\\GLRR", "0x0", "failed(AE_AML_OPERAND_TYPE)",
                "ACPI 6.5 19.6.2: Acquire takes a SuperName, and so an Arg with a reference to the mutex; ACPICA wants the mutex itself"),
    Explanation("machine.asl", "value", "\\GLCO", "noanswer*", "noanswer(acpiexec ended)",
                "acpiexec ends when a mutex that is held is copied over; ours refuses the copy (ACPI 6.5 19.6.2)"),
)  # fmt: skip


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
