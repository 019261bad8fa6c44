# SPDX-License-Identifier: MIT
"""run.py on a QEMU that is a script."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FAKE_QEMU = Path(__file__).with_name("fake_qemu.py")
TESTS = [("s3.two", "main,s3", 4), ("a.one", "main", 0), ("h.bad", "hostile", 0), ("x.extra", "extra", 0)]


class Ran(NamedTuple):
    """A finished run.py with a fake QEMU in it."""

    code: int
    out: str
    err: str
    folder: Path

    def file(self, name: str) -> str:
        return (self.folder / name).read_text()


def command(kernel: Path, folder: Path, *options: str) -> list[str]:
    """run.py on the fake QEMU, with short limits."""
    words = ["/usr/bin/python3", str(ROOT / "run.py"), "--kernel", str(kernel), "--qemu", str(FAKE_QEMU)]
    return [*words, "--accel", "tcg", "--keep", str(folder), "--inactivity", "1.5", "--timeout", "10", *options]
