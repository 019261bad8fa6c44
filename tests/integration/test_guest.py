# SPDX-License-Identifier: MIT
"""Every guest test on every configuration, and the verdict on each run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from boots import Booter
from runner import other_qemus
from runner.other_qemus import OtherQemu

CYCLES = 3  # on each of the other QEMUs
# On these the values of each option, and all pairs of machine and device.
MACHINES: dict[str, tuple[str, ...]] = {
    "pc-qxl_vga-auto": (),
    "pc-qxl-qmp": ("--device", "qxl", "--wake", "qmp"),
    "q35-qxl_vga-qmp": ("--machine", "q35", "--wake", "qmp"),
    "q35-qxl-qmp": ("--machine", "q35", "--device", "qxl", "--wake", "qmp"),
}


@pytest.fixture(scope="session", autouse=True)
def started(request: pytest.FixtureRequest, booter: Booter) -> Iterator[None]:
    """The runs of all chosen items of this file, in the order in which they are asked for."""
    wanted: list[tuple[str, ...]] = []
    for item in request.session.items:
        values = getattr(item, "callspec").params if hasattr(item, "callspec") else {}
        if item.path != Path(__file__) or item.get_closest_marker("skip"):
            continue
        if "configuration" in values:
            wanted.append(booter.options(values["configuration"]))
        else:
            wanted.append(on_other(booter, values["qemu"], values["machine"]))
    with booter.ahead(wanted, at_once=2 if "PYTEST_XDIST_WORKER" in os.environ else 4):  # others are at work too
        yield


def on_other(booter: Booter, qemu: OtherQemu, machine: tuple[str, ...]) -> tuple[str, ...]:
    return (*booter.all(is_thorough=not machine), "--qemu", qemu.path, "--cycles", str(CYCLES), *machine)


def test_guest(configuration: str, guest_test: str, booter: Booter) -> None:
    run = booter.on(configuration)
    test = run.test(guest_test)
    bad = [check for check in test["checks"] if check["outcome"] in ("not_ok", "error")]
    told = "\n".join(f"{check['outcome']} {check['name']} {check['reason'] or ''} {check['details']}" for check in bad)
    if test["outcome"] == "skip":
        pytest.skip(test["reason"])
    if test["outcome"] == "known":
        pytest.xfail(test["reason"])
    assert test["outcome"] == "ok", f"{test['reason'] or ''} {test['details']}\n{told}\n{run.result['again']}"


def test_verdict(configuration: str, booter: Booter) -> None:
    run = booter.on(configuration)
    assert run.code == 0, run.out + run.err
    assert run.result["leaked_bytes"] == 0
    cycles = run.result["machine"]["cycles"]
    assert run.result["suspended"] == run.result["resumed"] >= cycles
    names = [event["event"] for event in run.result["qmp_events"]]
    assert names.count("SUSPEND") == names.count("WAKEUP") == run.result["suspended"]  # QEMU says so too


def test_every_cycle_took_every_step(configuration: str, booter: Booter) -> None:
    run = booter.on(configuration)
    contract = run.test("s3.contract")
    checks = [check["name"] for check in contract["checks"]]
    assert [name.split(".")[1] for name in checks if name.startswith("cycle1.step")] == [f"step{n}" for n in range(9)]
    # The first cycle reports every step, each later one itself, and all of them together what the steps took.
    cycles = run.result["machine"]["cycles"]
    assert checks[14:] == [f"cycle{cycle}" for cycle in range(2, cycles + 1)]
    if cycles > 1:
        said = "\n".join(contract["details"])
        assert re.findall(r"^soak step(\d)\.\w+ min_us=\d+ median_us=\d+ max_us=\d+$", said, re.M) == list("012345678")
        slopes = re.findall(r"^soak slope .* bytes_per_cycle=(-?\d+)", said, re.M)
        assert len(slopes) >= 6 and set(slopes) == {"0"}, said


def other_qemus_and_machines() -> list[Any]:
    """Each QEMU with each of MACHINES; one item to skip where there is none, or where some could not be fetched."""
    there = other_qemus.present()
    own = other_qemus.version(os.environ.get("QEMU") or "qemu-system-x86_64")
    same = pytest.mark.skip(reason=f"QEMU {own}: the one that test_guest runs on")
    items = [
        pytest.param(qemu, words, id=f"{Path(qemu.name).name}-{name}", marks=[same] if is_same else [])
        for qemu in there
        for is_same in [own is not None and other_qemus.version(qemu.path) == own]
        for name, words in MACHINES.items()
    ]
    reason = os.environ.get(other_qemus.LACKING)
    if reason or not there:
        reason = reason or f"no QEMU in build/qemu or ${other_qemus.MORE}: `./run.py qemus` fetches four"
        items.append(pytest.param(None, (), marks=pytest.mark.skip(reason=reason), id="lacking"))
    return items


@pytest.mark.parametrize(("qemu", "machine"), other_qemus_and_machines())
def test_other_qemu(qemu: OtherQemu, machine: tuple[str, ...], booter: Booter) -> None:
    run = booter.once(*on_other(booter, qemu, machine))
    assert run.code == 0, run.out + run.err
    assert run.result["leaked_bytes"] == 0
    assert run.result["suspended"] == run.result["resumed"] >= CYCLES
