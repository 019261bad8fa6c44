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

from boots import CONFIGURATIONS, LEFT_OUT, THOROUGH, Booter, Run, lacking  # noqa: E402
from runner import build, elf  # noqa: E402
from runner.config import KERNEL  # noqa: E402
from runner.errors import SetupError  # noqa: E402


@pytest.fixture(scope="session")
def booter(tmp_path_factory: pytest.TempPathFactory) -> Booter:
    return Booter(tmp_path_factory.mktemp("runs"))


@pytest.fixture
def boot(booter: Booter) -> Callable[..., Run]:
    return booter.boot


def guest_tests(configuration: str) -> list[str]:
    """The tests that run on it: all but those of LEFT_OUT, and the thorough ones on few."""
    out = LEFT_OUT if configuration in THOROUGH else LEFT_OUT | {"thorough"}
    return [test.name for test in elf.tests(KERNEL) if not out.intersection(test.groups)]


def pytest_sessionstart(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return  # a process of pytest-xdist: the one that starts them has built
    try:
        build.guest()
        build.guest("iso")
    except SetupError as error:
        print(error.output, file=sys.stderr)
        pytest.exit(f"the guest cannot be built: {error}", returncode=4)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "configuration" not in metafunc.fixturenames:
        return
    names = ["configuration", "guest_test"] if "guest_test" in metafunc.fixturenames else ["configuration"]
    items = []
    for configuration, words in CONFIGURATIONS.items():
        reason = lacking(words)
        marks = [pytest.mark.skip(reason=reason)] if reason else []
        for test in guest_tests(configuration) if len(names) == 2 else [None]:
            values = [configuration, test][: len(names)]
            items.append(pytest.param(*values, id="-".join(filter(None, values)), marks=marks))
    metafunc.parametrize(names, items, scope="session")
