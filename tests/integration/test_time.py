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
from boots import ROOT, Booter, Run
from runner import accel

FACTOR = float(os.environ.get("QXL_TIME_FACTOR", "4"))
TRIES = 5


def test_start_costs_little_more_than_a_kernel_that_does_nothing(tmp_path: Path, booter: Booter) -> None:
    """From the start of QEMU to the guest's first byte, against a kernel that only writes one."""
    nothing, guest = [], []
    command = booter.once("--wake", "qmp", "--accel", "tcg").result["machine"]["qemu_command"]
    kernel = tmp_path / "nothing.bin"
    kernel.write_bytes(accel.counting_kernel(1, say="x"))
    at = command.index("-kernel")
    words = [*command[: at + 1], str(kernel), *command[at + 2 :]]
    qmp = words.index("-qmp")
    del words[qmp : qmp + 2], words[words.index("-no-shutdown")]
    for _ in range(TRIES):
        start = time.monotonic()
        with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdout.read(1) == b"x"
            nothing.append(time.monotonic() - start)
            assert process.wait(30) == 33
        guest.append(booter.boot("acpi.*", "--accel", "tcg").result["first_line_s"])
    print(f"first byte of nothing {min(nothing) * 1000:.0f} ms, first line of the guest {min(guest) * 1000:.0f} ms")
    assert min(guest) < 1.2 * max(1.0, FACTOR / 2) * min(nothing)


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


def test_all_of_it_is_over_in_ten_seconds(booter: Booter) -> None:
    run = booter.boot("--all")
    assert run.code == 0, run.out
    print(f"--all {run.result['duration_s']:.2f} s")
    assert run.result["duration_s"] < 10 * FACTOR


def test_one_s3_cycle_costs_little_more_than_sleeping(booter: Booter) -> None:
    """The whole sequence, from the last command before step 0 to the first after step 8, verification not counted, against
    a sleep of the bare platform in the same run (4 ms against the 1.1 ms that firmware and reset take). The guest measured both.
    """
    log = booter.once("s3.contract", "s3.platform_sleeps_and_wakes", "--wake", "qmp", "--cycles", "25").file("serial.log")
    contract, platform = log.split("# running s3.platform_sleeps_and_wakes")
    platform = platform.split("# running ")[0]  # other tests sleep too
    whole = sorted(int(us) for us in re.findall(r"# cycle\d+ s3_us=(\d+)", contract))
    bare = sorted(int(us) for us in re.findall(r"asleep_us=(\d+)", platform))
    assert len(whole) == len(bare) == 25
    ratio = whole[len(whole) // 2] / bare[len(bare) // 2]
    print(f"S3 cycle: median {whole[len(whole) // 2]} us, bare sleep {bare[len(bare) // 2]} us, ratio {ratio:.2f}")
    assert ratio < 4.0 / 1.1 * max(1.0, FACTOR / 2)


def _load_us(run: Run) -> int:
    found = re.search(r"# evaluator load_us=(\d+) ", run.file("serial.log"))
    assert found, run.out
    return int(found[1])


def test_tables_are_loaded_in_no_time(booter: Booter) -> None:
    """QEMU's q35 DSDT into the namespace, everything at table level evaluated, under TCG: the first time, with nothing translated."""
    words = ("acpi.evaluator_loads", "--machine", "q35", "--accel", "tcg")
    took = [_load_us(booter.boot(*words)) / 1000 for _ in range(TRIES)]
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # who else wants each CPU: a few milliseconds are soon taken away
    print(f"q35's DSDT loaded in {min(took):.1f} ms, {crowd:.1f} wanting each CPU")
    assert min(took) < 5 * FACTOR * crowd


def test_tables_are_loaded_in_few_instructions(booter: Booter) -> None:
    """The same without a look at the host's clock: with -icount shift=0 each instruction takes 1 ns, however busy the host is."""
    run = booter.once("acpi.evaluator_loads", "--machine", "q35", "--accel", "tcg", "--qemu-arg=-icount", "--qemu-arg=shift=0")
    print(f"q35's DSDT loaded in {_load_us(run)},000 instructions")
    assert _load_us(run) < 1000  # 5 ms for a TCG of 200 million instructions a second


@pytest.mark.parametrize("words", [["--help"], ["list"]], ids=" ".join)
def test_the_runner_itself_starts_quickly(words: list[str]) -> None:
    took = []
    for _ in range(TRIES):
        start = time.monotonic()
        assert subprocess.run([sys.executable, str(ROOT / "run.py"), *words], capture_output=True, check=False).returncode == 0
        took.append(time.monotonic() - start)
    assert min(took) < 0.15 * FACTOR
