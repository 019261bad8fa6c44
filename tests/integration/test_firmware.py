# SPDX-License-Identifier: MIT
"""UEFI (OVMF) in SeaBIOS's place: S3 through its resume path, and what both do where there is no S3 or nobody to wake up.

The other QEMUs run with this host's OVMF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from boots import Booter, lacking
from runner import other_qemus

CYCLES = 3
UEFI = ("--firmware", "ovmf", "--wake", "qmp")
SLEEPS: dict[str, tuple[str, ...]] = {"pc": (*UEFI, "--cycles", str(CYCLES), "--device", "qxl")}
NO_S3 = {
    machine: (*UEFI, "--machine", machine, "s3.contract", "--qemu-arg=-global", f"--qemu-arg={switch}")
    for machine, switch in (("pc", "PIIX4_PM.disable_s3=1"), ("q35", "ICH9-LPC.disable_s3=1"))
}
NOBODY = ("s3.platform_sleeps_and_wakes", "--wake", "qmp", "--break", "no_waking_vector", "--machine", "q35")
HANG = {"q35": (*NOBODY, "--firmware", "ovmf", "--inactivity", "5")}
RESET: dict[str, tuple[str, ...]] = {}
for other in other_qemus.present():
    name = Path(other.name).name
    SLEEPS[f"{name}-q35"] = (*UEFI, "--cycles", str(CYCLES), "--machine", "q35", "--qemu", other.path)
    RESET[f"{name}-q35"] = (*NOBODY, "--qemu", other.path)


def items(runs: dict[str, tuple[str, ...]]) -> list[Any]:
    return [
        pytest.param(words, id=name, marks=[pytest.mark.skip(reason=reason)] if (reason := lacking(words)) else [])
        for name, words in runs.items()
    ]


@pytest.fixture(scope="module", autouse=True)
def started(request: pytest.FixtureRequest, booter: Booter) -> Iterator[None]:
    """The runs of all chosen items of this file."""
    mine = [item for item in request.session.items if item.path == Path(__file__) and not item.get_closest_marker("skip")]
    with booter.ahead([getattr(item, "callspec").params["words"] for item in mine], at_once=2):
        yield


@pytest.mark.parametrize("words", items(SLEEPS))
def test_sleeps_and_wakes_through_ovmf(words: tuple[str, ...], booter: Booter) -> None:
    run = booter.once(*words)
    assert run.code == 0, run.out + run.err
    assert run.result["suspended"] == run.result["resumed"] >= CYCLES
    assert run.result["leaked_bytes"] == 0
    assert re.search(r"^# machine .* boot=multiboot2 .* firmware=uefi ", run.file("serial.log"), re.MULTILINE)


@pytest.mark.parametrize("words", items(NO_S3))
def test_ovmf_without_s3_is_told_as_such(words: tuple[str, ...], booter: Booter) -> None:
    run = booter.once(*words)
    assert run.code == 5, run.out + run.err
    contract = run.test("s3.contract")
    assert contract["outcome"] == "skip" and "S3 not supported by the platform" in contract["reason"]
    assert run.result["suspended"] == 0
    assert " firmware=uefi " in run.file("serial.log")


@pytest.mark.parametrize("words", items(HANG))
def test_ovmf_that_hands_over_to_nobody_is_told_as_such(words: tuple[str, ...], booter: Booter) -> None:
    run = booter.once(*words)
    assert run.code == 6, run.out + run.err
    assert re.search(r"\[firmware\] the machine woke up, but firmware did not hand over to the waking vector: .*outside", run.out)
    assert [event["event"] for event in run.result["qmp_events"] if event["event"] in ("SUSPEND", "WAKEUP")] == ["SUSPEND", "WAKEUP"]


@pytest.mark.parametrize("words", items(RESET))
def test_seabios_that_resets_instead_of_resuming_is_told_as_such(words: tuple[str, ...], booter: Booter) -> None:
    run = booter.once(*words)
    assert run.code == 6, run.out + run.err
    assert "the machine reset instead of resuming after suspend number 1" in run.out, run.out
