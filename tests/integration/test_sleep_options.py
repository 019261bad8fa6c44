# SPDX-License-Identifier: MIT
"""Options of the sleep: staged (--stop-after), with a sweep of delays (--delay), over many cycles."""

from __future__ import annotations

import re

import pytest
from boots import Booter, Run
from runner.contract import STEPS

STAGES = [step for step in STEPS if step != "sleep"]


def _steps(run: Run) -> list[str]:
    names = [check["name"] for check in run.test("s3.contract")["checks"]]
    return [match[1] for name in names if (match := re.match(r"cycle1\.step\d\.(\w+)", name))]


@pytest.mark.parametrize("machine", ["pc", "q35"])
@pytest.mark.parametrize("step", STAGES)
def test_sequence_stops_after_a_step_and_comes_back_without_sleeping(step: str, machine: str, booter: Booter) -> None:
    run = booter.boot("s3.contract", "--stop-after", step, "--cycles", "2", "--machine", machine)
    assert run.code == 0, run.out + run.err
    assert run.result["suspended"] == 0 and not [e for e in run.result["qmp_events"] if e["event"] == "SUSPEND"]
    assert run.result["leaked_bytes"] == 0
    contract = run.test("s3.contract")
    assert _steps(run) == STAGES[: STAGES.index(step) + 1]
    assert not [check["name"] for check in contract["checks"] if "not_reached" in check["name"]]
    assert [line for line in contract["details"] if line.startswith("no_sleep stop_after=step")]


def test_staged_sequence_needs_no_platform_that_sleeps(booter: Booter) -> None:
    run = booter.boot("s3.contract", "--stop-after", "flush_release", "--qemu-arg=-global", "--qemu-arg=PIIX4_PM.disable_s3=1")
    assert run.code == 0, run.out + run.err


@pytest.mark.parametrize(
    ("name", "step", "said"),
    [
        ("no_flush_surfaces", "flush_surfaces", "cycle1.step3.flush_surfaces"),
        ("no_flush_release", "flush_release", "cycle1.step5.flush_release"),
        ("overwrite_free", "reset", "cycle1.free_memory_intact"),
        ("no_keep_data", "recreate_surfaces", "cycle1.step8.recreate_surfaces"),
        ("no_keep_data", "flush_release", "cycle1.resume_without_sleep"),
    ],
)
def test_fault_shows_without_a_sleep(name: str, step: str, said: str, booter: Booter) -> None:
    run = booter.boot("s3.contract", "--stop-after", step, "--break", name)
    assert run.code == 3 and said in run.out, run.out + run.err


def test_delay_is_swept_between_a_wake_up_and_the_next_sleep(booter: Booter) -> None:
    run = booter.boot("s3.contract", "--wake", "qmp", "--cycles", "6", "--delay", "20000:60000:20000")
    assert run.code == 0, run.out + run.err
    told = re.findall(r"^ *# cycle\d+ s3_us=\d+ us=\d+ delay_us=(\d+) awake_us=(\d+)", run.file("serial.log"), re.M)
    assert [int(delay) for delay, _ in told] == [20000, 40000, 60000, 20000, 40000]
    assert all(int(awake) >= int(delay) for delay, awake in told), told


@pytest.mark.parametrize(
    ("name", "code", "part"),
    [
        ("no_flush_surfaces", 3, "step3.flush_surfaces"),
        ("no_destroy_all", 3, "step5.flush_release"),
        ("no_flush_release", 3, "step5.flush_release"),
        ("leak_command", 4, "step5.flush_release"),
        ("overwrite_free", 3, "free_memory_intact"),
        ("no_bar_restore", 4, "step7.reset"),
        ("no_keep_data", 3, "step8.recreate_surfaces"),
    ],
)
def test_later_cycles_notice_what_the_first_one_does(name: str, code: int, part: str, booter: Booter) -> None:
    run = booter.boot("s3.contract", "--wake", "qmp", "--cycles", "3", "--break", name)
    assert run.code == code, run.out + run.err
    contract = run.test("s3.contract")
    assert [check["name"] for check in contract["checks"] if check["outcome"] != "ok"] == ["cycle3"]
    log = run.file("serial.log")
    assert re.findall(r"# failed (\S+)\r?$", log, re.M) == [f"cycle3.{part}"] and "# stopped cycle=3 cycles_whole_before=2" in log


def test_fault_in_a_later_cycle_names_cycle_and_step_and_keeps_the_state(booter: Booter) -> None:
    run = booter.boot("s3.contract", "--wake", "qmp", "--cycles", "4", "--break", "leak_block")
    assert run.code == 4, run.out + run.err
    log = run.file("serial.log")
    assert re.search(r"# failed cycle2\.step5\.flush_release", log) and "# stopped cycle=2 cycles_whole_before=1" in log
    for what in ("cmd_ring prod=", "cursor_ring prod=", "release_ring prod=", "ram_header magic=0x41525851", "heap bar=0", "heap bar=1"):
        assert f"# state {what}" in log, what


def test_many_cycles_cover_all_free_memory(booter: Booter) -> None:
    run = booter.boot("s3.contract", "--wake", "qmp", "--cycles", "40")
    assert run.code == 0, run.out + run.err
    said = "\n".join(run.test("s3.contract")["details"])
    match = re.search(r"soak free_memory free_bytes=(\d+) window_bytes=(\d+) windows_covered=(\d+) windows_in_all=(\d+)", said)
    assert match, said
    free, window, covered, windows = map(int, match.groups())
    assert covered == 40 >= windows and window * windows >= free > 100 << 20


def test_wake_source_that_does_not_fire_ends_the_run(booter: Booter) -> None:
    """No QEMU is known that the PM timer wakes (docs/known-faults.md). One that it does wake shall pass."""
    run = booter.boot("s3.platform_sleeps_and_wakes", "--wake", "pm_timer")
    if run.code == 0:
        assert run.result["resumed"] == 1
        return
    assert run.code == 7 and "wake source never fired" in run.out, run.out + run.err
    known = booter.boot("wake.pm_timer")
    assert known.test("wake.pm_timer")["outcome"] == "known", known.out


def test_wake_up_by_somebody_else_is_noticed(booter: Booter) -> None:
    """The guest relies on its RTC alarm, and the runner wakes it long before."""
    run = booter.boot("wake.rtc", "--wake", "qmp", "--qemu-arg=-append", "--qemu-arg=-- wake=rtc tests=wake.rtc")
    assert "PM1_STS: WAK_STS and the wake source's bit: expected 0x8400, seen 0x81" in run.out, run.out
