# SPDX-License-Identifier: MIT
"""Builds a tiny ELF64 file with a `.tests` section, as the kernel has one."""

from __future__ import annotations

import struct
from pathlib import Path

BASE, DATA = 0x100000, 0x1000


def build(path: Path, tests: list[tuple[str, str, int]], section: str = ".tests") -> Path:
    """`tests`: (name, groups, stage) each. Returns `path`."""
    data = bytearray()

    def put(chunk: bytes) -> int:
        data.extend(b"\0" * (-len(data) % 8))
        data.extend(chunk)
        return BASE + len(data) - len(chunk)

    pointers = []
    for line, (name, groups, stage) in enumerate(tests, 10):
        strings = [put(text.encode() + b"\0") for text in (name, f"summary of {name}", groups, f"tests/guest/{name}.cpp", "")]
        pointers.append(put(struct.pack("<QQQIIQQQQ", *strings[:3], stage, line, strings[3], BASE, *2 * [strings[4]])))
    table = put(b"".join(struct.pack("<Q", pointer) for pointer in pointers))
    names = b"\0" + section.encode() + b"\0.shstrtab\0"
    names_at = DATA + len(data)
    headers_at = names_at + len(names)
    ident = b"\x7fELF\x02\x01\x01" + b"\0" * 9
    ehdr = struct.pack("<16sHHIQQQIHHHHHH", ident, 2, 62, 1, BASE, 64, headers_at, 0, 64, 56, 1, 64, 3, 2)
    phdr = struct.pack("<IIQQQQQQ", 1, 7, DATA, BASE, BASE, len(data), len(data), 4096)
    shdrs = struct.pack("<IIQQQQIIQQ", *([0] * 10))
    shdrs += struct.pack("<IIQQQQIIQQ", 1, 1, 2, table, DATA + table - BASE, 8 * len(tests), 0, 0, 8, 0)
    shdrs += struct.pack("<IIQQQQIIQQ", 2 + len(section), 3, 0, 0, names_at, len(names), 0, 0, 1, 0)
    path.write_bytes((ehdr + phdr).ljust(DATA, b"\0") + bytes(data) + names + shdrs)
    return path
