# SPDX-License-Identifier: MIT
"""run.py from the shell's point of view, with a script in QEMU's place that behaves as told."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import time
import xml.etree.ElementTree as xml
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_run import Ran, command

Run = Callable[..., Ran]

# mode -> (exit code, what the verdict says)
ENDINGS = {
    "good": (0, "PASS  2 ok, 0 leaked bytes"),
    "held": (0, "PASS"),
    "exit0": (6, "QEMU's exit code is 0"),
    "exit_code_lies": (6, "the last line says outcome=pass, the results say not_ok"),
    "half_killed": (6, "QEMU was killed by SIGSEGV"),
    "silent_death": (6, "QEMU was killed by SIGABRT"),
    "refuse": (4, "qemu-system-modules-spice"),
    "hang": (7, "said nothing for 1.5 s"),
    "deaf": (7, "said nothing for 1.5 s"),
    "reboot": (6, "reset instead of resuming"),
    "triple_fault": (6, "reset instead of finishing"),
    "internal_error": (6, "--accel tcg"),
    "panic": (6, "the guest crashed: #UD"),
}


@pytest.mark.parametrize("mode", ENDINGS)
def test_ending(run: Run, mode: str) -> None:
    code, said = ENDINGS[mode]
    start = time.monotonic()
    ran = run(mode)
    assert time.monotonic() - start < 15  # also where QMP does not answer
    assert ran.code == code, ran.out + ran.err
    assert said in ran.out
    if code:
        assert "run again" in ran.out and str(ran.folder.name) in ran.out


def test_total_limit(run: Run) -> None:
    ran = run("chatter", "--timeout", "1")
    assert ran.code == 7 and "not over after 1 s" in ran.out


def test_flood_is_ended(run: Run) -> None:
    ran = run("flood", "--timeout", "60", "--inactivity", "30")
    assert ran.code == 6 and "MiB" in ran.out


@pytest.mark.parametrize("mode", ["sleep", "sleep_refused"])
def test_wake_by_qmp(run: Run, mode: str) -> None:
    ran = run(mode, "--wake", "qmp")
    assert ran.code == 0, ran.out
    events = [event["event"] for event in json.loads(ran.file("result.json"))["qmp_events"]]
    assert [event for event in events if event != "STOP"] == ["SUSPEND", "WAKEUP"]


def test_silence_of_firmware_is_not_the_guests(run: Run) -> None:
    ran = run("slow_firmware", "--inactivity", "0.3", "--timeout", "1.5")
    assert ran.code == 7 and "the run is not over after 1.5 s" in ran.out, ran.out


@pytest.mark.parametrize(
    ("mode", "code", "said"),
    [
        ("stays_in_firmware", 6, r"\[firmware\] .*did not hand over to the waking vector: .* at 0xf1234, outside the kernel"),
        ("hangs_on_the_way_back", 7, r"\[guest\] .*woke up.* after wake-up number 1 it hangs in the kernel, at 0x100010"),
    ],
)
def test_wake_up_without_guest_is_told_as_such(run: Run, mode: str, code: int, said: str) -> None:
    ran = run(mode, "--wake", "qmp", "--inactivity", "0.5", "--timeout", "30")
    assert ran.code == code and re.search(said, ran.out), ran.out


@pytest.mark.parametrize("wake", ["auto", "rtc", "qmp"])
def test_sleep_without_end_is_told_as_such(run: Run, wake: str) -> None:
    ran = run("sleep_forever", "--wake", wake, "--inactivity", "0.5", "--timeout", "30")
    assert ran.code == 7 and "wake source never fired" in ran.out
    who = {"auto": "what was to wake it", "rtc": "the guest's RTC alarm", "qmp": "system_wakeup (QMP)"}[wake]
    assert f"{who} did not wake it" in ran.out
    assert "said nothing" not in ran.out  # suspended is no hang: the inactivity limit of 0.5 s did not count


def test_machine_that_cannot_be_woken_is_told_as_such(run: Run) -> None:
    ran = run("sleep_for_good", "--wake", "qmp")
    assert ran.code == 7 and "does not support being woken by QMP" in ran.out


def test_hang_leaves_evidence(run: Run) -> None:
    ran = run("hang")
    assert "RIP=0000000000100010" in ran.file("registers.txt")
    frames = [line.split()[1] for line in ran.file("backtrace.txt").splitlines()]
    assert frames[:3] == ["0x0000000000100010", "0x0000000000100020", "0x0000000000100030"]
    assert (ran.folder / "screen.png").read_bytes().startswith(b"\x89PNG")
    assert "-kernel" in ran.file("command.txt")


def test_panic_leaves_evidence(run: Run) -> None:
    ran = run("panic")
    assert ran.file("registers.txt") == "rax=0x1\n"
    assert "0x0000000000100020" in ran.file("backtrace.txt")
    assert (ran.folder / "screen.png").exists()


def test_stderr_of_qemu_is_in_the_verdict(run: Run) -> None:
    assert "glib: something went wrong" in run("half_killed").out


def test_json_and_junit(run: Run, tmp_path: Path) -> None:
    ran = run("good", "--json", str(tmp_path / "r.json"), "--junit", str(tmp_path / "r.xml"), "--cycles", "3")
    result = json.loads((tmp_path / "r.json").read_text())
    assert result == json.loads(ran.file("result.json"))
    assert (result["schema"], result["outcome"], result["exit_code"]) == (1, "pass", 0)
    assert result["machine"]["qemu_version"] == "9.8.7" and result["machine"]["cycles"] == 3
    assert [test["name"] for test in result["tests"]] == ["a.one", "s3.two"]
    assert result["tests"][1]["checks"][0]["name"] == "cycle1.step0.stop"
    suite = xml.parse(tmp_path / "r.xml").getroot()[0]
    assert suite.get("tests") == "3" and suite.get("failures") == "0"


def test_junit_of_a_crash_has_an_error(run: Run, tmp_path: Path) -> None:
    run("half_killed", "--junit", str(tmp_path / "r.xml"))
    suite = xml.parse(tmp_path / "r.xml").getroot()[0]
    assert suite.get("errors") == "1"


def test_serial_log_is_kept_as_it_came_and_can_be_judged_again(run: Run, kernel: Path) -> None:
    ran = run("good")
    log = ran.folder / "serial.log"
    assert log.read_bytes().count(b"\r\n") == 13
    words = [*command(kernel, ran.folder)[:2], "parse", str(log)]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0
    words += ["--token", "ffff"]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 6


def test_verbose_shows_the_log(run: Run) -> None:
    assert "# machine memory_bytes" in run("good", "-v").out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("mode", ["hang", "deaf"])
def test_signal_ends_qemu_too(kernel: Path, tmp_path: Path, mode: str, number: signal.Signals) -> None:
    with _started(kernel, tmp_path, mode) as runner:
        pid = _wait_for_qemu(tmp_path, runner)
        runner.send_signal(number)
        assert runner.wait(10) == 128 + number
        _assert_gone(pid)


def test_kill_9_of_the_runner_ends_qemu_too(kernel: Path, tmp_path: Path) -> None:
    with _started(kernel, tmp_path, "deaf") as runner:
        pid = _wait_for_qemu(tmp_path, runner)
        pidfd = os.pidfd_open(pid)
        runner.kill()
        runner.wait(10)
        assert select.select([pidfd], [], [], 10)[0], "QEMU outlived its runner"
        os.close(pidfd)


def test_a_reader_that_leaves_ends_it(kernel: Path, tmp_path: Path) -> None:
    with _started(kernel, tmp_path, "chatter", "-v") as runner:
        pid = _wait_for_qemu(tmp_path, runner)
        assert runner.stdout
        runner.stdout.close()
        assert runner.wait(10) == 6
        _assert_gone(pid)


def _started(kernel: Path, tmp_path: Path, mode: str, *options: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "FAKE_QEMU": mode, "FAKE_PID": str(tmp_path / "pid")}
    words = command(kernel, tmp_path / "run", "--inactivity", "60", "--timeout", "60", *options)
    return subprocess.Popen(words, env=env, stdout=subprocess.PIPE)


def _wait_for_qemu(tmp_path: Path, runner: subprocess.Popen[bytes]) -> int:
    """The fake QEMU's pid, once its first result went through the runner."""
    assert runner.stdout and runner.stdout.readline()
    return int((tmp_path / "pid").read_text())


def _assert_gone(pid: int) -> None:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return
    raise AssertionError(f"QEMU {pid} is still there")
