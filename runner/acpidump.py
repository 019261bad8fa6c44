# SPDX-License-Identifier: MIT
"""`./run.py acpidump FILE`: boots the guest, which prints the machine's ACPI tables, and writes them as acpidump does.

acpixtract, acpi-inspect and other tools for the text of acpidump read the file.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from runner import build, errors, session
from runner.config import Config
from runner.errors import SetupError, UsageError

TEST, GROUP = "acpi.dump", "dump"
_TABLE = re.compile(r"acpidump (\S{4}) address=0x([0-9a-f]{1,16}) length_bytes=(\d{1,9})$")
_BYTES = re.compile(r"acpidump_bytes 0x([0-9a-f]{1,8}) ((?:[0-9A-F]{2}){1,64})$")
_NAMES = {"RSDP": "RSD PTR"}  # acpidump names this one by its signature


class Table(NamedTuple):
    name: str
    address: int  # 0: not known
    data: bytes


def command(words: Sequence[str], config: Config, argv: Sequence[str], started: float) -> int:
    """Boots `config`, which is for this test, and writes the file; returns run.py's exit code."""
    if len(words) != 1:
        raise UsageError("acpidump takes one FILE to write the tables to")
    with tempfile.TemporaryDirectory(prefix="qxl-acpidump-") as folder:
        kept = config if config.keep else config._replace(keep=os.path.join(folder, "run"))
        target = "iso" if config.boot == "iso" else None
        with build.Guest(target, config.verbose) if config.build else build.Nothing() as kernel:
            status = session.run(kept, kernel, argv, started)
        if status != errors.PASS:
            return status
        with open(os.path.join(str(kept.keep), "serial.log"), encoding="utf-8", errors="replace") as log:
            found = list(tables(log))
    try:
        with open(words[0], "w", encoding="ascii") as file:
            file.write(text(found))
    except OSError as error:
        raise SetupError(f"cannot write {words[0]}: {error.strerror}") from error
    print(f"{words[0]}: {len(found)} tables, {sum(len(table.data) for table in found)} bytes")
    return errors.PASS


def tables(lines: Iterable[str]) -> Iterator[Table]:
    """The tables of a serial log. Raises SetupError for one that is not whole: the log is cut off or mixed up."""
    name, address, length, data = "", 0, 0, bytearray()
    for line in lines:
        words = line.strip().removeprefix("# ")
        if match := _TABLE.match(words):
            if name:
                yield _whole(name, address, length, data)
            name, address, length, data = match[1], int(match[2], 16), int(match[3]), bytearray()
        elif match := _BYTES.match(words):
            if int(match[1], 16) != len(data):
                raise SetupError(f"the dump of {name} is not whole: expected its offset {len(data):#x}, seen {int(match[1], 16):#x}")
            data += bytes.fromhex(match[2])
    if not name:
        raise SetupError("the serial log has no table")
    yield _whole(name, address, length, data)


def _whole(name: str, address: int, length: int, data: bytearray) -> Table:
    if len(data) != length:
        raise SetupError(f"the dump of {name} is not whole: expected {length} bytes, seen {len(data)}")
    return Table(name, address, bytes(data))


def text(found: Iterable[Table]) -> str:
    """In acpidump's format: 16 bytes a line, as digits and as characters; a blank line after each table."""
    out = []
    for table in found:
        out.append(f"{_NAMES.get(table.name, table.name)} @ 0x{table.address:016X}\n")
        for at in range(0, len(table.data), 16):
            part = table.data[at : at + 16]
            shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in part)
            out.append(f"    {at:04X}: {part.hex(' ').upper():<47}  {shown}\n")
        out.append("\n")
    return "".join(out)
