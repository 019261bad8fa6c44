# SPDX-License-Identifier: MIT
"""Every guest test on every configuration, and the verdict on each run."""

from __future__ import annotations

from pathlib import Path

import pytest
from boots import Booter

LOCAL_QEMUS = sorted(Path("/opt/q").glob("*/qemu-system-x86_64"))  # unpacked beside each other: 5.2, 7.2, 10.0, 11.1


def test_guest(configuration: tuple[str, ...], guest_test: str, booter: Booter) -> None:
    run = booter.once("--all", *configuration)
    test = run.test(guest_test)
    bad = [check for check in test["checks"] if check["outcome"] in ("not_ok", "error")]
    told = "\n".join(f"{check['outcome']} {check['name']} {check['reason'] or ''} {check['details']}" for check in bad)
    if test["outcome"] == "skip":
        pytest.skip(test["reason"])
    if test["outcome"] == "known":
        pytest.xfail(test["reason"])
    assert test["outcome"] == "ok", f"{test['reason'] or ''} {test['details']}\n{told}\n{run.result['again']}"


def test_verdict(configuration: tuple[str, ...], booter: Booter) -> None:
    run = booter.once("--all", *configuration)
    assert run.code == 0, run.out + run.err
    assert run.result["leaked_bytes"] == 0
    cycles = run.result["machine"]["cycles"]
    assert run.result["suspended"] == run.result["resumed"] >= cycles
    names = [event["event"] for event in run.result["qmp_events"]]
    assert names.count("SUSPEND") == names.count("WAKEUP") == run.result["suspended"]  # QEMU says so too


def test_every_cycle_took_every_step(configuration: tuple[str, ...], booter: Booter) -> None:
    run = booter.once("--all", *configuration)
    checks = [check["name"] for check in run.test("s3.contract")["checks"]]
    for cycle in range(1, run.result["machine"]["cycles"] + 1):
        steps = [name.split(".")[1] for name in checks if name.startswith(f"cycle{cycle}.step")]
        assert steps == [f"step{number}" for number in range(9)], f"cycle {cycle}"


@pytest.mark.parametrize("qemu", LOCAL_QEMUS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("machine", ["pc", "q35"])
def test_other_qemu(qemu: Path, machine: str, booter: Booter) -> None:
    run = booter.once("--qemu", str(qemu), "--machine", machine, "--wake", "qmp", "--cycles", "3")
    assert run.code == 0, run.out + run.err
    assert run.result["leaked_bytes"] == 0
