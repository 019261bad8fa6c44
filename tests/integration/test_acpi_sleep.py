# SPDX-License-Identifier: MIT
"""Control methods of a sleep, from a definition block of our own that QEMU adds to its tables.

Its methods store what they are called with to Debug, and the guest reports that, so the order of calls is in the log.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from boots import Booter, Run

SLEEP = ("s3.platform_sleeps_and_wakes", "--wake", "qmp")
WITHOUT_S3 = {"pc": "PIIX4_PM.disable_s3=1", "q35": "ICH9-LPC.disable_s3=1"}

SAYS = """
    Method (SAYS, 2) { Debug = Concatenate (Concatenate (Arg0, " "), ToDecimalString (Arg1)) }
"""
METHODS = (
    SAYS
    + """
    Method (_TTS, 1) { SAYS ("_TTS", Arg0) }
    Method (_PTS, 1) { SAYS ("_PTS", Arg0) }
    Method (_GTS, 1) { SAYS ("_GTS", Arg0) }
    Method (_BFS, 1) { SAYS ("_BFS", Arg0) }
    Method (_WAK, 1) { SAYS ("_WAK", Arg0) Return (Package () { 0, 3 }) }
    Scope (\\_SI) { Method (_SST, 1) { SAYS ("_SST", Arg0) } }
"""
)
# ACPI 6.5 7.5, 16.1.6: once each, in this order, for every sleep.
ONE_SLEEP = ["_TTS 3", "_PTS 3", "_SST 3", "_GTS 3", "_BFS 3", "_SST 2", "_WAK 3", "_SST 1", "_TTS 0"]

Boot = Callable[..., Run]


@pytest.fixture
def boot_with(booter: Booter, tmp_path: Path) -> Boot:
    """Boots with an SSDT of the given ASL."""

    def boot(body: str, *options: str) -> Run:
        source = tmp_path / "ssdt.asl"
        source.write_text(f'DefinitionBlock ("", "SSDT", 2, "QXLTG", "SLEEP", 1)\n{{\n{body}\n}}\n')
        subprocess.run(["iasl", "-vs", "-p", str(tmp_path / "ssdt"), str(source)], check=True, capture_output=True)
        return booter.boot(*options, "--qemu-arg=-acpitable", f"--qemu-arg=file={tmp_path / 'ssdt.aml'}")

    return boot


def said(run: Run) -> list[str]:
    return re.findall(r"^ *# aml debug (.*?)\r?$", run.file("serial.log"), re.MULTILINE)


@pytest.mark.parametrize("machine", ["pc", "q35"])
def test_methods_run_in_the_order_of_the_specification(machine: str, boot_with: Boot) -> None:
    run = boot_with(METHODS, *SLEEP, "--machine", machine, "--cycles", "2")
    assert run.code == 0, run.out
    assert said(run) == ONE_SLEEP * 2, run.file("serial.log")


def test_methods_run_around_the_contract(boot_with: Boot) -> None:
    run = boot_with(METHODS, "s3.contract", "--wake", "qmp")
    assert run.code == 0, run.out
    assert said(run) == ONE_SLEEP, run.file("serial.log")


def test_condition_of_wak_is_firmwares_error(boot_with: Boot) -> None:
    run = boot_with(SAYS + 'Method (_WAK, 1) { SAYS ("_WAK", Arg0) Return (Package () { 2, 0 }) }', *SLEEP)
    assert run.code == 4, run.out
    assert re.search(r"\[firmware\] s3\.platform_sleeps_and_wakes: condition that \\_WAK returns: expected 0x0, seen 0x2", run.out)
    assert said(run) == ["_WAK 3"]


def test_failing_method_is_firmwares_error_with_its_place(boot_with: Boot) -> None:
    run = boot_with('Name (GONE, "x")  Method (_WAK, 1) { Local0 = Package (1) { }  Return (Local0[Arg0]) }', *SLEEP)
    assert run.code == 4, run.out
    assert re.search(r"^# aml failed: .* block 1 offset 0x[0-9a-f]+ in \\_WAK", run.file("serial.log"), re.MULTILINE)


def test_pts_without_an_end_is_no_hang(boot_with: Boot) -> None:
    run = boot_with(SAYS + "Method (_PTS, 1) { While (1) { } }", *SLEEP)
    assert run.code == 4, run.out
    assert "more: does it end?" in run.out, run.out
    assert re.search(r"^# aml failed: .* in \\_PTS", run.file("serial.log"), re.MULTILINE)
    assert "SUSPEND" not in [event["event"] for event in run.result["qmp_events"]]


@pytest.mark.parametrize("machine", WITHOUT_S3)
@pytest.mark.parametrize(
    "s3",
    [
        "Method (\\_S3) { Local0 = Package (4) { 1, 1, 0, 0 } Return (Local0) }",
        "Name (YES, 1) If (YES == 1) { Name (\\_S3, Package () { 1, 1, 0, 0 }) } Else { Name (\\_S1, Package () { 1, 1, 0, 0 }) }",
    ],
    ids=["method", "if"],
)
def test_s3_need_not_be_a_name_at_table_level(s3: str, machine: str, boot_with: Boot) -> None:
    run = boot_with(s3, *SLEEP, "acpi.sleep_states", "--machine", machine, "--qemu-arg=-global", f"--qemu-arg={WITHOUT_S3[machine]}")
    assert run.code == 0, run.out
    assert "# sleep_state s3 slp_typ_a=1 slp_typ_b=1" in run.file("serial.log")


def test_region_in_the_guests_own_memory_is_refused(boot_with: Boot) -> None:
    region = """
    OperationRegion (OURS, SystemMemory, 0x200000, 4)
    Field (OURS, DWordAcc, NoLock, Preserve) { WORD, 32 }
    Method (_PTS, 1) { WORD = 0 }
    """
    run = boot_with(region, *SLEEP)
    assert run.code == 4, run.out
    assert "address of a SystemMemory region: expected memory that is not the OS's, seen 0x200000" in run.out


def test_global_lock_can_be_taken(boot_with: Boot) -> None:
    run = boot_with(SAYS + 'Method (_PTS, 1) { Local0 = Acquire (\\_GL, 0xFFFF) Release (\\_GL) SAYS ("_GL", Local0) }', *SLEEP)
    assert run.code == 0, run.out
    assert said(run) == ["_GL 0"]


def test_ini_that_fails_is_told_and_stops_nothing(boot_with: Boot) -> None:
    ini = 'Device (\\_SB.BADI) { Name (_HID, "QXLT0001") Name (NONE, 0) Method (_INI) { NONE = 1 / NONE } }'
    run = boot_with(ini, "acpi.platform_starts", "acpi.interrupt_routing")
    assert run.code == 4, run.out
    assert run.test("acpi.platform_starts")["outcome"] == "error"
    assert run.test("acpi.interrupt_routing")["outcome"] == "ok"
    assert re.search(r"^# aml failed: .* in \\_SB_\.BADI\._INI", run.file("serial.log"), re.MULTILINE)


# What comes behind the last line of the report is written to the serial port by AML itself.
SOFT_OFF = """
    OperationRegion (COM1, SystemIO, 0x3F8, 1)
    Field (COM1, ByteAcc, NoLock, Preserve) { DATA, 8 }
    Method (SAYS, 2) { DATA = Arg0 DATA = Arg1 + 0x30 }
    Method (_TTS, 1) { SAYS (0x54, Arg0) }
    Method (_PTS, 1) { SAYS (0x50, Arg0) }
    Scope (\\_SI) { Method (_SST, 1) { SAYS (0x53, Arg0) } }
"""


@pytest.mark.parametrize("machine", ["pc", "q35"])
def test_soft_off_runs_its_methods(machine: str, boot_with: Boot) -> None:
    """Without isa-debug-exit the guest turns the machine off through S5."""
    run = boot_with(SOFT_OFF, "kernel.*", "--machine", machine)
    assert run.code == 0, run.out
    words = list(run.result["machine"]["qemu_command"])
    for name, after in (("-qmp", 1), ("-no-shutdown", 0)):
        at = words.index(name)
        del words[at : at + 1 + after]
    at = next(n for n, word in enumerate(words) if word.startswith("isa-debug-exit"))
    del words[at - 1 : at + 1]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rsplit(b"exit=33\r\n", 1)[1] == b"T5P5S0", done.stdout[-300:]
