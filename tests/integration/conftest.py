# SPDX-License-Identifier: MIT
"""Each guest test is a pytest item of its own, for each configuration; one boot serves all items of a configuration.

The items are collected from the kernel file, without booting. QEMU is $QEMU, else the one on PATH.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).parent)]

from boots import CONFIGURATIONS, LEFT_OUT, Booter, Run, lacking  # noqa: E402
from runner import build, elf  # noqa: E402
from runner.config import KERNEL  # noqa: E402
from runner.errors import SetupError  # noqa: E402


@pytest.fixture(scope="session")
def booter(tmp_path_factory: pytest.TempPathFactory) -> Booter:
    return Booter(tmp_path_factory.mktemp("runs"))


@pytest.fixture
def boot(booter: Booter) -> Callable[..., Run]:
    return booter.boot


def guest_tests() -> list[elf.GuestTest]:
    """What `run.py --all --group thorough` runs, without the drawing tests (test_drawing.py)."""
    return [test for test in elf.tests(KERNEL) if not LEFT_OUT.intersection(test.groups)]


def pytest_sessionstart() -> None:
    try:
        build.guest()
        build.guest("iso")
    except SetupError as error:
        print(error.output, file=sys.stderr)
        pytest.exit(f"the guest cannot be built: {error}", returncode=4)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "configuration" in metafunc.fixturenames:
        items = [
            pytest.param(words, id=name, marks=[pytest.mark.skip(reason=reason)] if (reason := lacking(words)) else [])
            for name, words in CONFIGURATIONS.items()
        ]
        metafunc.parametrize("configuration", items, scope="session")
    if "guest_test" in metafunc.fixturenames:
        metafunc.parametrize("guest_test", [test.name for test in guest_tests()])
