# SPDX-License-Identifier: MIT
"""Stimuli that some QEMUs do not survive, each in a QEMU of its own: the outcome is recorded, and stays what it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from boots import Booter, Run
from runner import elf, errors, other_qemus
from runner.config import KERNEL

SURVIVES, ENDS, HANGS = "survives", "ends QEMU", "hangs QEMU"
KNOWN = ("5.2", "7.2", "10.0", "11.1")  # the versions that the outcomes were seen on
SILENCE_S = "3"  # what hangs need not be waited for longer
# What happens, what is said in QEMU's last words, and who of KNOWN survives.
OUTCOMES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "command_type_nop": (ENDS, "bad command type", ()),
    "command_type_cursor": (ENDS, "bad command type", ()),
    "command_type_unknown": (ENDS, "bad command type", ()),
    "commands_after_guest_bug": (HANGS, "", ()),
    "slot_number": (ENDS, "too big", ()),
    "generation": (ENDS, "address generation is not valid", ()),
    "destroy_surface_wait": (ENDS, "msg->surface_id == 0", ()),
    "primary_in_no_slot": (SURVIVES, "", KNOWN),
    "set_mode_without_bar": (ENDS, "qxl_add_memslot", ("7.2", "10.0", "11.1")),
}


def outcome(run: Run) -> str:
    if run.code == errors.PASS:
        return SURVIVES
    if run.code == errors.TIMEOUT:
        return HANGS
    return ENDS if run.result["ending"]["signal"] else f"exit {run.code}"


def test_every_hostile_test_has_its_outcome() -> None:
    names = {test.name.removeprefix("device.hostile_") for test in elf.tests(KERNEL) if "hostile" in test.groups}
    assert names == set(OUTCOMES)


def qemus() -> list[Any]:
    there = [pytest.param(other.path, id=Path(other.name).name) for other in other_qemus.present()]
    return there or [pytest.param("qemu-system-x86_64", id="path")]


@pytest.mark.parametrize("qemu", qemus())
def test_outcome_is_the_recorded_one(qemu: str, booter: Booter) -> None:
    version = ".".join((other_qemus.version(qemu) or "unknown").split(".")[:2])

    def boot(name: str) -> Run:
        return booter.boot("--group", "hostile", "--qemu", qemu, "--inactivity", SILENCE_S, f"device.hostile_{name}")

    with ThreadPoolExecutor(2) as pool:
        runs = dict(zip(OUTCOMES, pool.map(boot, OUTCOMES), strict=True))
    seen = {name: outcome(run) for name, run in runs.items()}
    if version not in KNOWN:
        pytest.skip(f"nothing is recorded for QEMU {version}: {seen}")
    assert seen == {name: SURVIVES if version in survivors else what for name, (what, _, survivors) in OUTCOMES.items()}
    for name, run in runs.items():
        assert "# hostile sent" in run.file("serial.log"), name
        assert seen[name] != ENDS or OUTCOMES[name][1] in run.file("qemu.log"), name
