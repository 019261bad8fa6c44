# SPDX-License-Identifier: MIT
"""`./run.py fuzz`: what libFuzzer's and llvm-cov's output is read as, and what is missing without clang."""

from __future__ import annotations

import os
import subprocess

import pytest
from fake_run import ROOT
from runner import fuzz, packages
from runner.errors import SetupError

_GOOD = """\
INFO: seed corpus: files: 13 min: 52b max: 4154b total: 14587b rss: 32Mb
#14\tINITED cov: 535 ft: 1590 corp: 13/14587b exec/s: 0 rss: 34Mb
#4096\tpulse  cov: 560 ft: 1700 corp: 40/20Kb lim: 4154 exec/s: 2048 rss: 60Mb
#9000\tDONE   cov: 561 ft: 1702 corp: 41/20Kb lim: 4154 exec/s: 3000 rss: 61Mb
Done 9000 runs in 3 second(s)
stat::number_of_executed_units: 9000
"""
_ASSERTION = """\
#14\tINITED cov: 535 ft: 1590 corp: 13/14587b exec/s: 0 rss: 34Mb
#512\tNEW    cov: 540 ft: 1600 corp: 14/15Kb lim: 4154 exec/s: 0 rss: 34Mb
acpi/aml/object.hpp:120: assertion failed: is(ObjectType::integer)
==1== ERROR: libFuzzer: deadly signal
artifact_prefix='/w/'; Test unit written to /w/crash-0123
"""


def test_a_run_that_found_nothing() -> None:
    outcome = fuzz.outcome_of("aml_load", _GOOD, 3.0, 0)
    assert outcome == fuzz.Outcome("aml_load", 3.0, 9000, 535, 561)
    assert fuzz._line(outcome) == (
        "ok     aml_load           9000 executions in      3 s,   3000/s, 561 edges covered, 26 of them new"
    )


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        (_ASSERTION, 77, "acpi/aml/object.hpp:120: assertion failed: is(ObjectType::integer)"),
        ("x.cpp:1:2: runtime error: shift\nTest unit written to /w/crash-0123\n", 77, "x.cpp:1:2: runtime error: shift"),
        ("slow input: 9 bytes took 2.00 s\nTest unit written to /w/crash-0123\n", 77, "slow input: 9 bytes took 2.00 s"),
        ("==1== ERROR: libFuzzer: timeout after 60 seconds\nTest unit written to /w/crash-0123\n", 70,
         "==1== ERROR: libFuzzer: timeout after 60 seconds"),
        ("==1== ERROR: libFuzzer: out-of-memory\nTest unit written to /w/crash-0123\n", 71, "==1== ERROR: libFuzzer: out-of-memory"),
    ],
)  # fmt: skip
def test_a_finding_has_a_reason_and_an_input(text: str, status: int, reason: str) -> None:
    outcome = fuzz.outcome_of("aml_load", text, 1.0, status)
    assert outcome.finding == "/w/crash-0123" and outcome.reason == reason


def test_executions_of_a_run_that_a_finding_ended() -> None:
    assert fuzz.outcome_of("aml_load", _ASSERTION, 1.0, 77).executions == 512


def test_a_target_that_does_not_start_is_no_finding() -> None:
    with pytest.raises(SetupError, match="exit status 127"):
        fuzz.outcome_of("aml_load", "cannot execute\n", 0.1, 127)


def test_lines_of_acpi_without_machine() -> None:
    def file(name: str) -> dict:
        return {"filename": name, "summary": {"lines": {"count": 10, "covered": 9}}}

    folder = os.path.join(fuzz.ROOT, "build", "coverage", "tests", "fuzz")
    names = [f"{fuzz.ROOT}/acpi/facs.cpp", "../../../../acpi/aml/name.cpp", f"{fuzz.ROOT}/acpi/machine/s3.cpp", "/usr/include/x.h"]
    report = {"data": [{"files": [file(name) for name in names]}]}
    assert fuzz.lines_of(report, folder) == {"acpi/facs.cpp": (9, 10), "acpi/aml/name.cpp": (9, 10)}


def test_without_clang_it_says_what_to_install() -> None:
    done = subprocess.run(
        ["/usr/bin/python3", str(ROOT / "run.py"), "fuzz", "sleep"],
        capture_output=True, text=True, timeout=60, check=False, env={"PATH": "/nowhere"},
    )  # fmt: skip
    assert done.returncode == 4 and "clang" in done.stderr and "--install" in done.stderr


def test_every_target_has_a_program_and_inputs() -> None:
    text = (ROOT / "tests" / "fuzz" / "CMakeLists.txt").read_text()
    for target, inputs in fuzz.TARGETS.items():
        assert f"add_fuzz_target({target} {inputs} " in text


def test_packages() -> None:
    names = packages.wanted("fuzz", False)
    assert {"clang", "llvm", "libclang-rt-dev", "acpica-tools", "cmake", "ninja-build"} <= set(names)
    assert "qemu-system-x86" not in names and "clang" not in packages.wanted("test", False)
