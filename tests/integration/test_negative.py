# SPDX-License-Identifier: MIT
"""What must not pass: machines that lack something, deliberate faults, logs that are cut off."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from boots import ROOT, Booter, Run
from runner.contract import BREAKS

Boot = Callable[..., Run]


def test_machine_without_qxl_is_told_as_such(boot: Boot) -> None:
    run = boot("--device", "none", "--qemu-arg=-vga", "--qemu-arg=std")
    assert run.code in (4, 5), run.out
    assert re.search("no QXL function", run.out), run.out
    contract = run.test("s3.contract")
    assert contract["outcome"] in ("skip", "error") and "QXL" in contract["reason"]


@pytest.mark.parametrize(
    ("machine", "switch"), [("pc", "PIIX4_PM.disable_s3=1"), ("q35", "ICH9-LPC.disable_s3=1")], ids=["piix4", "ich9"]
)
def test_machine_without_s3_is_told_as_such(boot: Boot, machine: str, switch: str) -> None:
    run = boot("--machine", machine, "--qemu-arg=-global", f"--qemu-arg={switch}")
    contract = run.test("s3.contract")
    assert contract["outcome"] == "skip" and "S3 not supported by the platform" in contract["reason"]
    assert run.code == 5, run.out  # everything else still works, but the run is for S3
    assert not run.result["counts"]["not_ok"] and not run.result["counts"]["error"]
    assert run.result["suspended"] == 0


def test_contract_alone_without_s3_is_not_a_pass(boot: Boot) -> None:
    run = boot("s3.contract", "--qemu-arg=-global", "--qemu-arg=PIIX4_PM.disable_s3=1")
    assert run.code == 5, run.out


def test_machine_without_acpi_takes_interrupts_by_the_line_register(boot: Boot) -> None:
    run = boot("qxl.interrupt_taken", "--qemu-arg=-machine", "--qemu-arg=acpi=off")
    assert run.code == 0, run.out
    assert re.search(r"^# fallback device=0 interrupt line \d+ is that of the register: RSDP", run.file("serial.log"), re.MULTILINE)


class Fault(NamedTuple):
    code: int
    said: str  # what the verdict must say: a regular expression
    again: tuple[str, ...] = ("--wake", "qmp")


# One line for each deliberate fault of docs/serial-report.md: exit code, and the step that the verdict must name.
FAULTS = {
    "no_flush_surfaces": Fault(3, r"cycle1\.step3\.flush_surfaces"),
    "no_destroy_all": Fault(3, r"step 4 DESTROY_ALL_SURFACES[\s\S]*leak device=0"),
    "no_flush_release": Fault(3, r"cycle1\.step5\.flush_release"),
    "no_keep_data": Fault(3, r"cycle1\.step8\.recreate_surfaces"),
    "no_bar_restore": Fault(4, r"cycle1\.step7\.reset[\s\S]*BARs"),
    "no_waking_vector": Fault(6, r"the machine reset instead of resuming after suspend number 1"),
    "leak_command": Fault(4, r"cycle1\.step5\.flush_release[\s\S]*leak device=0 bar=0 offset=0x[0-9a-f]+ bytes=\d+"),
    "leak_block": Fault(4, r"cycle2: slope of BAR1: bytes live: .* seen 1024 bytes a cycle", ("--wake", "qmp", "--cycles", "3")),
    "leak_page": Fault(4, r"cycle2: slope of the guest's heap: .* seen 4096 bytes less", ("--wake", "qmp", "--cycles", "3")),
    "overwrite_free": Fault(3, r"cycle1\.free_memory_intact[\s\S]*offset=0x[0-9a-f]+"),
    "overwrite_guard": Fault(
        3,
        r"stage=step3\.flush_surfaces device=0 bar=\d offset=0x[0-9a-f]+ .*before=surface\.data before_tag=\d+ before_by=0",
        ("--wake", "qmp", "canary.sleep_sequence"),
    ),
    "wrong_pixel": Fault(3, r"draw\.scene_[a-z_]+[\s\S]*1 of \d+ pixels differ"),
    "wrong_interrupt": Fault(3, r"qxl\.interrupt_taken[\s\S]*pending in int_pending but no interrupt arrived", ("qxl.interrupt_taken",)),
    "panic": Fault(6, r"the guest crashed: exception=invalid_opcode"),
    "hang": Fault(7, r"the guest said nothing for 2 s", ("--inactivity", "2")),
    "reset": Fault(6, r"the machine reset instead of"),
    "truncate": Fault(6, r"stops before its last line|requested but not in the report|planned \d+ results and reported"),
}


def test_every_fault_has_its_test() -> None:
    page = (ROOT / "docs" / "serial-report.md").read_text()
    documented = set(re.findall(r"^\| `([a-z_]+)` \|", page[page.index("### Deliberate faults") :], re.MULTILINE))
    assert documented == set(FAULTS) == set(BREAKS)


@pytest.mark.parametrize("name", FAULTS)
def test_deliberate_fault_turns_the_run_red(name: str, booter: Booter) -> None:
    fault = FAULTS[name]
    run = booter.once("--break", name, *fault.again)
    assert run.code == fault.code, run.out + run.err
    assert re.search(fault.said, run.out), run.out


# Each omission, the one check of cycle 1 that it turns red, and the step that is said to be to blame. What step 4 failed to
# free shows once step 5 has pushed everything. That the other promises hold nevertheless is checked by the guest's tests
# `variant.skip_*`, which go on behind the omission.
OMISSIONS = {
    "no_flush_surfaces": ("cycle1.step3.flush_surfaces", "step3 surfaces in memory"),
    "no_destroy_all": ("cycle1.step5.flush_release", "step 4 DESTROY_ALL_SURFACES"),
    "no_flush_release": ("cycle1.step5.flush_release", "step 5 FLUSH_RELEASE"),
    "no_keep_data": ("cycle1.step8.recreate_surfaces", "step8 surfaces recreated"),
}


@pytest.mark.parametrize("revision", [2, 5])
@pytest.mark.parametrize("name", OMISSIONS)
def test_omission_turns_exactly_the_promised_check_red(name: str, revision: int, booter: Booter) -> None:
    # Revision 5 is the default: the run that the faults above have, too.
    again = FAULTS[name].again if revision == 5 else (*FAULTS[name].again, "--revision", str(revision))
    run = booter.once("--break", name, *again)
    promised, blamed = OMISSIONS[name]
    contract = run.test("s3.contract")
    checks = [(check["name"], check["outcome"]) for check in contract["checks"]]
    place = checks.index((promised, "not_ok"))
    assert {outcome for _, outcome in checks[:place]} == {"ok"}, checks
    assert all(outcome == "skip" and check.startswith("not_reached.") for check, outcome in checks[place + 1 :]), checks
    assert [reason["details"][0][: len(blamed)] for reason in run.result["reasons"]] == [blamed], run.out
    assert [t["name"] for t in run.result["tests"] if t["outcome"] in ("not_ok", "error")] == ["s3.contract"], run.out


@pytest.mark.parametrize("name", ["panic", "hang", "reset"])
def test_bad_end_leaves_a_backtrace_with_lines(name: str, booter: Booter) -> None:
    run = booter.once("--break", name, *FAULTS[name].again)
    assert re.search(r"\w+_deliberately.* at .*deliberate_fault\.cpp:\d+", run.file("backtrace.txt"))
    assert "kernel_main" in run.file("backtrace.txt")
    assert re.search(r"r(ip|ax)=", run.file("registers.txt"), re.IGNORECASE)


@pytest.mark.parametrize("name", ["hang", "reset"])
def test_bad_end_leaves_a_picture(name: str, booter: Booter) -> None:
    run = booter.once("--break", name, *FAULTS[name].again)
    assert (run.folder / "screen.png").read_bytes().startswith(b"\x89PNG")


def test_wake_source_that_never_fires_is_told_as_such(boot: Boot) -> None:
    # The guest relies on somebody outside, and the runner believes that the guest set its alarm.
    run = boot("s3.contract", "--wake", "rtc", "--qemu-arg=-append", "--qemu-arg=-- wake=qmp tests=s3.contract")
    assert run.code == 7, run.out
    assert "wake source never fired" in run.out


def test_unknown_word_for_the_guest_is_reported_by_it(boot: Boot) -> None:
    run = boot("--qemu-arg=-append", "--qemu-arg=-- cycles=none")
    assert run.code == 4 and "cycles=none" in run.out, run.out


def test_log_of_another_run_is_no_verdict(boot: Boot) -> None:
    run = boot("acpi.*", "--qemu-arg=-append", "--qemu-arg=-- token=0123 tests=acpi.*")
    assert run.code == 6 and "0123" in run.out, run.out


def test_no_piece_of_a_real_log_passes(booter: Booter, tmp_path: Path) -> None:
    log = (booter.once("--wake", "qmp").folder / "serial.log").read_bytes()
    assert _parse(log, tmp_path) == 0
    last = log.rindex(b"# end ")
    for cut in sorted(random.Random(1).sample(range(last + 20), 20)):
        assert _parse(log[:cut], tmp_path) == 6, cut
    lines = log.splitlines(keepends=True)
    results = [place for place, line in enumerate(lines) if re.match(rb" *(not )?ok ", line)]
    for gone in random.Random(2).sample(results, 10):
        assert _parse(b"".join(lines[:gone] + lines[gone + 1 :]), tmp_path) == 6, lines[gone]


def _parse(log: bytes, folder: Path) -> int:
    (folder / "log").write_bytes(log)
    words = [sys.executable, str(ROOT / "run.py"), "parse", str(folder / "log")]
    return subprocess.run(words, capture_output=True, timeout=30, check=False).returncode


def test_no_qemu_is_left_behind(boot: Boot) -> None:
    run = boot("acpi.*")
    assert run.code == 0, run.out
    token = run.result["token"]
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert token.encode() not in process.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            pass
