# SPDX-License-Identifier: MIT
"""What both sides say of a set of tables, in one form, so that it can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Union


class Reference(NamedTuple):
    """Of a name, by its last segment: acpiexec shows no more."""

    name: str


class Nothing(NamedTuple):
    """A method that returns nothing, a package's element without a value."""


class NoForm(NamedTuple):
    """An object that is no data: a device, a mutex. acpiexec's debugger cannot show one that stands by itself."""


class Failed(NamedTuple):
    why: str


class NoAnswer(NamedTuple):
    """acpiexec ended before it could say: crashed, or took too long."""

    why: str


Value = Union[int, str, bytes, list["Value"], Reference, Nothing, NoForm, Failed, NoAnswer]


@dataclass
class Side:
    """What one of the two says."""

    types: dict[str, str] = field(default_factory=dict)  # path -> type, in the words of acpi-inspect
    arguments: dict[str, int] = field(default_factory=dict)  # of methods
    values: dict[str, Value] = field(default_factory=dict)  # path -> what it came to
    problem: str = ""  # why there is nothing of the above


def show(value: Value) -> str:
    """As acpi-inspect prints it."""
    if isinstance(value, (Reference, Nothing, NoForm, Failed, NoAnswer)):
        name = type(value).__name__.lower()
        return f"{name}({', '.join(value)})" if value else name
    if isinstance(value, int):
        return f"{value:#x}"
    if isinstance(value, bytes):
        return f"[{value.hex(' ')}]"
    if isinstance(value, str):
        return '"' + "".join(c if " " <= c < "\x7f" else f"\\x{ord(c):02x}" for c in value) + '"'
    return "{" + ", ".join(show(element) for element in value) + "}"
