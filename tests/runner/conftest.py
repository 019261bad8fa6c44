# SPDX-License-Identifier: MIT
"""Fixtures of the runner's own tests: no QEMU is started here, a script plays its part."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAKE_QEMU = Path(__file__).with_name("fake_qemu.py")
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import fake_elf  # noqa: E402

TESTS = [("s3.two", "main,s3", 4), ("a.one", "main", 0), ("h.bad", "hostile", 0), ("x.extra", "extra", 0)]


class Ran(NamedTuple):
    """A finished run.py with a fake QEMU in it."""

    code: int
    out: str
    err: str
    folder: Path

    def file(self, name: str) -> str:
        return (self.folder / name).read_text()


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    """A kernel file with the tests a.one, s3.two (main), x.extra and h.bad (hostile)."""
    return fake_elf.build(tmp_path / "kernel.elf", TESTS)


def command(kernel: Path, folder: Path, *options: str) -> list[str]:
    """run.py on the fake QEMU, with short limits."""
    words = ["/usr/bin/python3", str(ROOT / "run.py"), "--kernel", str(kernel), "--qemu", str(FAKE_QEMU)]
    return [*words, "--accel", "tcg", "--keep", str(folder), "--inactivity", "1.5", "--timeout", "10", *options]


@pytest.fixture
def run(kernel: Path, tmp_path: Path) -> Callable[..., Ran]:
    """Runs run.py with the fake QEMU in `mode`."""

    def do(mode: str, *options: str, **env: str) -> Ran:
        folder = tmp_path / "run"
        done = subprocess.run(
            command(kernel, folder, *options), env={**os.environ, "FAKE_QEMU": mode, **env}, capture_output=True,
            text=True, timeout=60, check=False,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr, folder)

    return do
