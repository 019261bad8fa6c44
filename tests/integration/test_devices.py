# SPDX-License-Identifier: MIT
"""Several QXL devices in one guest: all of them asleep and awake together, each with its own ledger."""

from __future__ import annotations

import re

import pytest
from boots import Booter, Run

# One other device beside the first, and three, on both machines; primaries of both kinds, both ways to use BAR4.
COMPANIES: dict[str, tuple[int, tuple[str, ...]]] = {
    "pc-2": (2, ("--secondary", "1", "--vram64", "128")),
    "pc-4": (4, ("--secondary", "3")),
    "q35-2": (2, ("--machine", "q35", "--secondary", "1", "--device", "qxl")),
    "q35-4": (4, ("--machine", "q35", "--secondary", "3", "--vram64", "128")),
}


def company(booter: Booter, options: tuple[str, ...]) -> Run:
    return booter.once("devices.*", "--wake", "qmp", *options)


@pytest.mark.parametrize(("count", "options"), COMPANIES.values(), ids=COMPANIES.keys())
def test_all_sleep_and_wake_together(booter: Booter, count: int, options: tuple[str, ...]) -> None:
    run = company(booter, options)
    assert run.code == 0, run.out
    assert run.test("devices.sleep_and_wake_together")["outcome"] == "ok"
    assert run.test("devices.one_takes_the_sequence_others_do_not")["outcome"] == "ok"
    assert run.result["suspended"] == run.result["resumed"] == 3  # one for all, then the first and the last alone


@pytest.mark.parametrize(("count", "options"), COMPANIES.values(), ids=COMPANIES.keys())
def test_ledgers_are_kept_apart(booter: Booter, count: int, options: tuple[str, ...]) -> None:
    log = company(booter, options).file("serial.log")
    totals = re.findall(r"# memory device=(\d) bar=(\d) allocated=(\d+) released=(\d+) leaked=0 ", log)
    bars = ["0", "1", "4"] if "--vram64" in options else ["0", "1"]
    assert sorted((device, bar) for device, bar, _, _ in totals) == [(str(n), bar) for n in range(count) for bar in bars]
    assert all(allocated == released for _, _, allocated, released in totals)
    # Each was sent another number of commands: totals that are equal would be one ledger seen twice.
    assert len({allocated for _, bar, allocated, _ in totals if bar == "0"}) == count


@pytest.mark.parametrize(("count", "options"), COMPANIES.values(), ids=COMPANIES.keys())
def test_each_takes_its_own_interrupts(booter: Booter, count: int, options: tuple[str, ...]) -> None:
    log = company(booter, options).file("serial.log")
    found = re.findall(r"# devices device=(\d) at=\S+ revision=5 line=\d+ devices_on_line=\d taken=([1-9]\d*) ", log)
    assert {device for device, _ in found} == {str(n) for n in range(count)}


def test_one_device_is_no_company(booter: Booter) -> None:
    run = booter.once("devices.*", "--wake", "qmp")
    assert run.code == 5, run.out
    assert run.test("devices.sleep_and_wake_together")["reason"].startswith("needs two QXL functions")
