# SPDX-License-Identifier: MIT
"""Fixtures of the runner's own tests: no QEMU is started here, a script plays its part."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).parent)]

import fake_elf  # noqa: E402
from fake_run import TESTS, Ran, command  # noqa: E402


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    """A kernel file with the tests a.one, s3.two (main), x.extra and h.bad (hostile)."""
    return fake_elf.build(tmp_path / "kernel.elf", TESTS)


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
