# SPDX-License-Identifier: MIT
"""Reads the list of guest tests out of the kernel, so that they can be named without booting.

The kernel's section `.tests` holds pointers to descriptors { name, summary, groups, stage, line, file, run, source,
covers }.
Spec: ELF-64 Object File Format 1.5; tests/guest of this repository for the descriptor.
"""

from __future__ import annotations

import os
import struct
from typing import IO, NamedTuple

from runner.errors import SetupError

_EHDR = struct.Struct("<16sHHIQQQIHHHHHH")
_SHDR = struct.Struct("<IIQQQQIIQQ")
_PHDR = struct.Struct("<IIQQQQQQ")
_TEST = struct.Struct("<QQQIIQQQQ")  # three strings, stage, line, file, run, two strings
_PT_LOAD, _SHT_NOBITS, _EM_X86_64 = 1, 8, 62
_STRING_LIMIT = 4096
_TESTS_LIMIT = 10000


class GuestTest(NamedTuple):
    """One test of the guest, as its descriptor says."""

    name: str
    summary: str
    groups: tuple[str, ...]
    stage: int
    file: str
    line: int
    source: str = ""  # of a promise: where it is written
    covers: tuple[str, ...] = ()  # of a promise: the ports, registers, fields and bits that it is about


class _Elf:
    """Section and address look-up in one ELF64 little-endian x86-64 file. Only what is asked for is read."""

    def __init__(self, file: IO[bytes], path: str) -> None:
        self.file, self.path = file, path
        self.size = os.fstat(file.fileno()).st_size
        ident, _, machine, _, _, phoff, shoff, _, _, phsize, phnum, shsize, shnum, shstrndx = self._unpack(_EHDR, 0)
        if ident[:7] != b"\x7fELF\x02\x01\x01" or machine != _EM_X86_64:
            raise SetupError(f"{path} is not an ELF64 file for x86-64", "build it again: rm -r build/guest; ./run.py")
        if phsize != _PHDR.size or shsize != _SHDR.size or shstrndx >= shnum:
            raise self._bad("impossible header sizes")
        self.loads = [ph for n in range(phnum) if (ph := self._unpack(_PHDR, phoff + n * phsize))[0] == _PT_LOAD]
        self.sections = [self._unpack(_SHDR, shoff + n * shsize) for n in range(shnum)]
        self.names = self.section_bytes(self.sections[shstrndx])

    def _bad(self, what: str) -> SetupError:
        return SetupError(f"{self.path}: {what}", "build it again: rm -r build/guest; ./run.py")

    def _read(self, offset: int, size: int) -> bytes:
        if offset + size > self.size:
            raise self._bad(f"ends before offset {offset + size:#x}")
        self.file.seek(offset)
        return self.file.read(size)

    def _unpack(self, layout: struct.Struct, offset: int) -> tuple:
        return layout.unpack(self._read(offset, layout.size))

    def section_bytes(self, section: tuple) -> bytes:
        if section[1] == _SHT_NOBITS:
            raise self._bad("a section that should have contents has none")
        return self._read(section[4], section[5])

    def section(self, name: str) -> tuple | None:
        wanted = name.encode() + b"\0"
        return next((s for s in self.sections if self.names[s[0] : s[0] + len(wanted)] == wanted), None)

    def at(self, address: int, size: int) -> bytes:
        """Memory contents at a virtual address, as loaded; shorter where the segment's file data ends."""
        for _, _, offset, vaddr, _, filesz, _, _ in self.loads:
            if vaddr <= address < vaddr + filesz:
                return self._read(offset + address - vaddr, min(size, vaddr + filesz - address))
        raise self._bad(f"address {address:#x} is in no load segment")

    def string(self, address: int) -> str:
        text, end, _ = self.at(address, _STRING_LIMIT).partition(b"\0")
        if not end:
            raise self._bad(f"the string at {address:#x} has no end")
        return text.decode("utf-8", "replace")


def tests(path: str) -> list[GuestTest]:
    """Every test of the kernel, in the order in which they run: by stage, then as linked."""
    try:
        with open(path, "rb") as file:
            elf = _Elf(file, path)
            section = elf.section(".tests")
            if section is None:
                raise SetupError(f"{path} has no section .tests: it holds no guest tests", "is it the test guest's kernel?")
            pointers = elf.section_bytes(section)
            if len(pointers) % 8 or len(pointers) // 8 > _TESTS_LIMIT:
                raise SetupError(f"{path}: .tests has {len(pointers)} bytes, expected a list of 8-byte pointers")
            found = [_test(elf, pointer) for (pointer,) in struct.iter_unpack("<Q", pointers)]
    except OSError as error:
        raise SetupError(f"cannot read {path}: {error.strerror}", "build it: ./run.py list") from error
    except struct.error as error:
        raise SetupError(f"{path}: {error}") from error
    names = [test.name for test in found]
    for name in names:
        if names.count(name) > 1:
            raise SetupError(f"{path}: two tests are named {name}")
    return sorted(found, key=lambda test: test.stage)


def _test(elf: _Elf, pointer: int) -> GuestTest:
    data = elf.at(pointer, _TEST.size)
    if len(data) != _TEST.size:
        raise SetupError(f"{elf.path}: the test descriptor at {pointer:#x} is cut off")
    name, summary, groups, stage, line, file, _, source, covers = _TEST.unpack(data)
    split = tuple(group for group in elf.string(groups).replace(" ", "").split(",") if group)
    more = elf.string(source), tuple(elf.string(covers).split())
    return GuestTest(elf.string(name), elf.string(summary), split, stage, elf.string(file), line, *more)
