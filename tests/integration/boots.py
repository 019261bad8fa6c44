# SPDX-License-Identifier: MIT
"""Boots of the guest by run.py, and the configurations that they cover."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from runner import elf, firmware
from runner.config import KERNEL
from runner.contract import EXPLICIT_GROUPS
from runner.errors import SetupError

ROOT = Path(__file__).resolve().parents[2]

# Of the drawing tests one boot is enough (test_drawing.py): a configuration changes nothing about them.
LEFT_OUT = EXPLICIT_GROUPS - {"thorough"} | {"draw"}
# Of the thorough ones, minutes in all, one boot for each kind of device here, and one for each other QEMU.
THOROUGH = ("pc-kernel-qxl_vga-auto", "q35-kernel-qxl-qmp-5")

# A covering set, not the product: every value of every option, and the pairs that have failed somewhere.
# Many cycles go with system_wakeup, which takes milliseconds where the RTC takes up to a second.
CONFIGURATIONS: dict[str, tuple[str, ...]] = {
    "pc-kernel-qxl_vga-auto": (),
    "pc-kernel-qxl_vga-qmp-25": ("--wake", "qmp", "--cycles", "25"),
    "pc-kernel-qxl-qmp": ("--device", "qxl", "--wake", "qmp"),
    "pc-iso-qxl_vga-qmp": ("--boot", "iso", "--wake", "qmp"),
    "pc-iso-qxl-auto-2": ("--boot", "iso", "--device", "qxl", "--cycles", "2"),
    "q35-kernel-qxl_vga-rtc": ("--machine", "q35", "--wake", "rtc"),
    "q35-kernel-qxl-qmp-5": ("--machine", "q35", "--device", "qxl", "--wake", "qmp", "--cycles", "5"),
    "q35-iso-qxl_vga-qmp-3": ("--machine", "q35", "--boot", "iso", "--wake", "qmp", "--cycles", "3"),
    "q35-ovmf-qxl_vga-qmp-3": ("--machine", "q35", "--firmware", "ovmf", "--wake", "qmp", "--cycles", "3"),
    "pc-revision_4-qmp": ("--revision", "4", "--wake", "qmp"),
}


def lacking(words: tuple[str, ...]) -> str:
    """What this host lacks for a configuration; empty when it can be run."""
    machine = "q35" if "q35" in words else "pc"
    try:
        if "ovmf" in words:
            firmware.find(machine)
    except SetupError as error:
        return f"{error}; {error.remedy}"
    return ""


class Run(NamedTuple):
    """A finished run.py."""

    code: int
    out: str
    err: str
    result: dict[str, Any]
    folder: Path

    def test(self, name: str) -> dict[str, Any]:
        """The JSON form of one guest test; fails with the verdict if it is not there."""
        found = [test for test in self.result["tests"] if test["name"] == name]
        assert found, f"{name} did not run to its end\n{self.out}"
        return found[0]

    def file(self, name: str) -> str:
        return (self.folder / name).read_text()


class Booter:
    """Runs run.py; the result of a configuration is kept for all its items."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # One kernel for the whole session, whatever somebody builds meanwhile. The ISO holds the one that was built.
        self.kernel = folder / "kernel.elf"
        shutil.copy(KERNEL, self.kernel)
        self.named = {group for test in elf.tests(KERNEL) for group in test.groups} - LEFT_OUT
        self.numbers = itertools.count(1)
        self.kept: dict[tuple[str, ...], Future[Run]] = {}

    def all(self, is_thorough: bool = False) -> tuple[str, ...]:
        """The options for every test, but for those of LEFT_OUT."""
        return ("--group", ",".join(sorted(self.named if is_thorough else self.named - {"thorough"})))

    def on(self, configuration: str) -> Run:
        """The run of every test on one of CONFIGURATIONS."""
        return self.once(*self.options(configuration))

    def options(self, configuration: str) -> tuple[str, ...]:
        return (*self.all(configuration in THOROUGH), *CONFIGURATIONS[configuration])

    def boot(self, *options: str) -> Run:
        """One fresh run with a run folder of its own; several threads may ask."""
        folder = self.folder / f"run{next(self.numbers)}"
        words = [sys.executable, str(ROOT / "run.py"), "--keep", str(folder), *options]
        if not {"iso", "ovmf"}.intersection(options):
            words += ["--kernel", str(self.kernel)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
        file = folder / "result.json"
        result = json.loads(file.read_text()) if file.exists() else {}
        return Run(done.returncode, done.stdout, done.stderr, result, folder)

    def once(self, *options: str) -> Run:
        """The run with these options, shared by all who ask."""
        if options not in self.kept:
            run = self.boot(*options)
            self.kept[options] = Future()
            self.kept[options].set_result(run)
        return self.kept[options].result()

    @contextmanager
    def ahead(self, wanted: Iterable[tuple[str, ...]], at_once: int) -> Iterator[None]:
        """Starts runs before somebody asks for them with once(), `at_once` at a time: most of a run is waiting for alarms of
        the RTC. Those that have not started at the end are cancelled."""
        with ThreadPoolExecutor(at_once) as pool:
            self.kept |= {options: pool.submit(self.boot, *options) for options in dict.fromkeys(wanted) if options not in self.kept}
            yield
            pool.shutdown(cancel_futures=True)
