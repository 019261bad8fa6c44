# SPDX-License-Identifier: MIT
"""How long things take, as ratios within the same run where that is possible. The best of several counts: load only adds.

The limits hold on an idle machine under TCG; QXL_TIME_FACTOR stretches them (default 4: others may use this machine too).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from boots import ROOT, Booter
from runner import accel

FACTOR = float(os.environ.get("QXL_TIME_FACTOR", "4"))
TRIES = 5


def test_start_costs_little_more_than_a_kernel_that_does_nothing(tmp_path: Path, booter: Booter) -> None:
    """From the start of QEMU to the guest's first line, against a kernel that only ends QEMU."""
    nothing, guest = [], []
    qemu = booter.once("--wake", "qmp").result["machine"]["qemu_command"][0]
    kernel = tmp_path / "nothing.bin"
    kernel.write_bytes(accel.counting_kernel(1))
    for _ in range(TRIES):
        words = [qemu, "-nodefaults", "-no-user-config", "-display", "none", "-machine", "pc,accel=tcg", "-m", "256"]
        words += ["-vga", "none", "-device", "qxl-vga,romfile=", "-serial", "none", "-kernel", str(kernel), "-no-reboot"]
        words += ["-device", "isa-debug-exit,iobase=0xf4,iosize=4"]
        start = time.monotonic()
        assert subprocess.run(words, stdin=subprocess.DEVNULL, timeout=30, check=False).returncode == 33
        nothing.append(time.monotonic() - start)
        guest.append(booter.boot("acpi.*", "--accel", "tcg").result["first_line_s"])
    print(f"nothing {min(nothing) * 1000:.0f} ms, first line {min(guest) * 1000:.0f} ms")
    assert min(guest) < 1.2 * FACTOR * min(nothing)


def test_whole_run_is_over_in_no_time(booter: Booter) -> None:
    """`./run.py --wake qmp` with one cycle from the shell's point of view: Python, the look at the build, and the run."""
    booter.once("--wake", "qmp")  # the build and all caches are there now
    took = []
    for number in range(TRIES):
        words = [sys.executable, str(ROOT / "run.py"), "--wake", "qmp", "--keep", str(booter.folder / f"time{number}")]
        start = time.monotonic()
        done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
        took.append(time.monotonic() - start)
        assert done.returncode == 0, done.stdout + done.stderr
    print(f"whole run {min(took):.2f} s")
    assert min(took) < 0.6 * FACTOR


def test_one_s3_cycle_takes_milliseconds(booter: Booter) -> None:
    """From the last command before step 0 to the first after step 8, verification not counted, as the guest measured it."""
    run = booter.once("--all", "--wake", "qmp", "--cycles", "25")
    took = [int(us) for us in re.findall(r"# cycle\d+ s3_us=(\d+)", run.file("serial.log"))]
    assert len(took) == 25
    print(f"S3 cycle: best {min(took)} us, median {sorted(took)[12]} us")
    assert min(took) < 4000 * FACTOR


@pytest.mark.parametrize("words", [["--help"], ["list"]], ids=" ".join)
def test_the_runner_itself_starts_quickly(words: list[str]) -> None:
    took = []
    for _ in range(TRIES):
        start = time.monotonic()
        assert subprocess.run([sys.executable, str(ROOT / "run.py"), *words], capture_output=True, check=False).returncode == 0
        took.append(time.monotonic() - start)
    assert min(took) < 0.15 * FACTOR
