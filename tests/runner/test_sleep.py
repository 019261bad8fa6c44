# SPDX-License-Identifier: MIT
"""Sleeping and waking as the runner sees it: wake sources, events against report, soak, and runs cut short."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_run import Ran, command
from runner.qemu_memory import LIMIT_BYTES, own_bytes, trend
from runner.sleeps import Sleeps
from runner.waker import Waker

Run = Callable[..., Ran]


def result_of(ran: Ran) -> dict:
    return json.loads(ran.file("result.json"))


# -- wake sources ------------------------------------------------------------------------------------------------------


class _Asked:
    """The side of QMP that is asked."""

    def __init__(self) -> None:
        self.commands: list[str] = []

    def send(self, command: str, **arguments: object) -> int:
        self.commands.append(command)
        return len(self.commands)


@pytest.mark.parametrize(
    ("option", "announced", "does"),
    [("auto", "qmp", True), ("auto", "rtc", False), ("auto", "", False), ("rtc", "qmp", False), ("qmp", "rtc", True)],
)
def test_guest_says_what_wakes_it_where_that_is_its_choice(option: str, announced: str, does: bool) -> None:
    waker, qmp = Waker(option, "pc"), _Asked()
    waker.greeted(qmp)  # type: ignore[arg-type]
    del qmp.commands[:]
    waker.announced(announced)
    waker.wake_up()
    assert qmp.commands == (["system_wakeup"] if does else [])


def test_a_key_wakes_the_machine(run: Run) -> None:
    ran = run("sleep", "--wake", "keyboard")
    assert ran.code == 0, ran.out
    assert result_of(ran)["sleep_events"] == {"suspend": 1, "wakeup": 1, "agree": True}


def test_a_refused_key_is_told_as_such(run: Run) -> None:
    ran = run("no_keyboard", "--wake", "keyboard")
    assert ran.code == 7 and "QEMU refused the key: not in suspended state" in ran.out


def test_a_wake_source_that_never_fires_is_named(run: Run) -> None:
    """RTC and QMP: test_run.py. Each takes WAKE_S."""
    ran = run("sleep_forever", "--wake", "pm_timer", "--inactivity", "0.5", "--timeout", "30")
    assert ran.code == 7
    assert re.search("wake source never fired: .*the ACPI PM timer did not wake it", ran.out), ran.out
    assert result_of(ran)["sleep_events"]["agree"] is True
    assert "a key" in Waker("keyboard", "pc").source()


def test_a_wake_up_request_while_running_must_be_refused(run: Run) -> None:
    ran = run("wakes_while_running", "--wake", "qmp")
    assert ran.code == 4 and "QEMU 9.8.7 took a wake-up request" in ran.out
    assert result_of(ran)["wake_while_running"] == {"refused": False, "text": ""}
    ran = run("sleep", "--wake", "qmp")
    assert ran.code == 0
    assert result_of(ran)["wake_while_running"] == {"refused": True, "text": "not in suspended state"}


def test_a_wake_up_request_is_judged_only_where_the_machine_ran(run: Run) -> None:
    assert result_of(run("good", "--wake", "qmp"))["wake_while_running"] is None  # it ended without an answer


# -- events against report ---------------------------------------------------------------------------------------------

DISAGREEMENTS = {
    "sleep_unannounced": (6, "[guest] events and report disagree: QEMU suspended the machine (SUSPEND number 1)"),
    "sleep_not_entered": (6, "events and report disagree: "),  # by the time the line is read, the next sleep may have come
    "sleep_not_said_to_end": (6, "[firmware or guest] events and report disagree: the machine woke (WAKEUP number 1)"),
    "sleep_without_wakeup": (6, "[guest or QEMU] events and report disagree: the guest said `# resumed` (number 1)"),
    "wakeup_alone": (6, "[QEMU] events and report disagree: a WAKEUP event (number 1) without a SUSPEND event"),
}


@pytest.mark.parametrize("mode", DISAGREEMENTS)
def test_disagreement(run: Run, mode: str) -> None:
    code, said = DISAGREEMENTS[mode]
    ran = run(mode)
    assert ran.code == code and said in ran.out, ran.out
    assert result_of(ran)["sleep_events"]["agree"] is False


def test_sleeps_that_nobody_could_hear_are_not_judged(run: Run) -> None:
    ran = run("sleep_heard_late")
    assert ran.code == 0, ran.out
    assert result_of(ran)["sleep_events"] == {"suspend": 1, "wakeup": 1, "agree": None}


def played(messages: str, is_at_rest: bool = True, listen_at: int = 0) -> Sleeps:
    """`s` and `r` are the lines `# suspended` and `# resumed`, `S` and `W` events, read in this order."""
    sleeps = Sleeps()
    for place, message in enumerate(messages + " "):
        if place == listen_at:
            sleeps.listen()
        if message == "s":
            sleeps.announced()
        elif message == "r":
            sleeps.came_back()
        elif message != " ":
            sleeps.event({"S": "SUSPEND", "W": "WAKEUP"}[message])
            if message == "S":
                sleeps.fell_asleep()
    sleeps.end(is_at_rest)
    return sleeps


@pytest.mark.parametrize("messages", ["", "sSWr", "sSWr" * 5, "sSWrsS"])
def test_good_sleeps(messages: str) -> None:
    assert played(messages).first is None


@pytest.mark.parametrize("cut", range(9))
def test_a_run_cut_short_in_a_sleep_is_no_disagreement(cut: int) -> None:
    assert played("sSWrsSWr"[:cut], is_at_rest=False).first is None


@pytest.mark.parametrize("heard_from", range(13))
def test_a_run_whose_first_sleep_is_not_heard_is_not_judged(heard_from: int) -> None:
    whole = "sSWrsSWrsSWr"
    before = "".join(message for message in whole[:heard_from] if message in "sr")
    assert played(before + whole[heard_from:], listen_at=len(before)).first is None


@pytest.mark.parametrize(
    ("messages", "side"),
    [
        ("SWr", "guest"),
        ("sSr", "guest or QEMU"),
        ("sWr", "QEMU"),
        ("sr", "guest or QEMU"),
        ("ssSWr", "guest or chipset"),
        ("sSW", "firmware or guest"),
        ("sSWsSWr", "firmware or guest"),
        ("sSWrSW", "guest"),
        ("sSWrr", "guest or QEMU"),
        ("sSsSWr", "QEMU"),
        ("sSWrsSWWr", "QEMU"),
        ("s", "guest or chipset"),
    ],
)
def test_bad_sleeps(messages: str, side: str) -> None:
    for more in ("", "sSWr"):
        sleeps = played(messages + more)
        assert sleeps.first and sleeps.first.side == side, sleeps.first


@pytest.mark.parametrize("messages", ["SWsr", "sSWrSWsr", "sSWSWrsr", "SsWr"])
def test_events_that_are_received_before_the_line_is_read(messages: str) -> None:
    """QMP is read first: its events were received, not yet handled, when the line comes."""
    sleeps = Sleeps()
    sleeps.listen()
    for message in messages:
        if message in "SW":
            sleeps.event({"S": "SUSPEND", "W": "WAKEUP"}[message])
        else:
            (sleeps.announced if message == "s" else sleeps.came_back)()
    sleeps.end(True)
    assert sleeps.first is None


# -- soak --------------------------------------------------------------------------------------------------------------


def soak(run: Run, cycles: int, *options: str, **env: str) -> Ran:
    return run("cycles", "--wake", "qmp", "--cycles", str(cycles), "--timeout", "60", *options, FAKE_CYCLES=str(cycles), **env)


def test_a_qemu_that_grows_is_told_with_its_size_for_each_cycle(run: Run) -> None:
    ran = soak(run, 240, FAKE_LEAK="20000")
    memory = result_of(ran)["qemu_memory"]
    assert ran.code == 3 and memory["verdict"] == "grows", ran.out
    assert abs(memory["slope"] - 20000) < 2000
    assert memory["cycles"] == 240 and memory["own_last"] - memory["own_first"] > 200 * 19000
    assert "QEMU's own memory grows by" in ran.out and "QEMU memory" in ran.out


def test_a_qemu_that_does_not_grow_passes(run: Run) -> None:
    ran = soak(run, 240)
    memory = result_of(ran)["qemu_memory"]
    assert ran.code == 0 and memory["verdict"] == "steady", ran.out
    assert abs(memory["slope"]) < LIMIT_BYTES
    assert len([line for line in ran.out.splitlines() if "cycle" in line and " ok " in line]) == 1  # not 240


def test_the_memory_of_qemu_is_read_behind_a_wrapper(run: Run, tmp_path: Path) -> None:
    from fake_run import FAKE_QEMU

    wrapper = tmp_path / "wrapper"
    wrapper.write_text(f'#!/bin/sh\n{FAKE_QEMU} "$@"\nexit $?\n')  # stays, as a parent
    wrapper.chmod(0o755)
    ran = soak(run, 3, "--qemu", str(wrapper), FAKE_PID=str(tmp_path / "pid"))
    assert ran.code == 0, ran.out
    assert result_of(ran)["qemu_memory"]["pid"] == int((tmp_path / "pid").read_text())
    assert result_of(ran)["qemu_memory"]["verdict"] == "too_few_cycles"


SMAPS = """\
55d0c0000000-55d0c0100000 rw-p 00000000 00:00 0                          [heap]
Size:               1024 kB
Rss:                 100 kB
VmFlags: rd wr mr mw me ac sd
7f0000000000-7f0010000000 rw-p 00000000 00:00 0
Rss:               50000 kB
VmFlags: rd wr mr mw me dc ac hg mg
7f0010000000-7f0014000000 rwxp 00000000 00:00 0
Rss:                4096 kB
VmFlags: rd wr ex mr mw me ac hg
7f0014000000-7f0014001000 r-xp 00000000 08:01 12                         /usr/lib/lib with blanks.so
Rss:                   4 kB
VmFlags: rd ex mr mw me sd
"""


def test_memory_of_the_guest_and_of_the_translator_is_not_qemus_own() -> None:
    assert own_bytes(SMAPS.encode()) == 104 * 1024
    assert own_bytes(b"") == 0


def line(slope: int, cycles: int = 400) -> list[tuple[int, int]]:
    return [(cycle, 40_000_000 + slope * cycle) for cycle in range(1, cycles)]


def test_trend() -> None:
    found = trend(line(5000))
    assert found and round(found.slope) == 5000 and found.noise < 1 and found.verdict() == "grows"
    assert trend(line(5000, 30)) is None and trend([]) is None
    flat = trend(line(300))
    assert flat and flat.verdict() == "steady"


def test_trend_takes_no_step_peak_or_warm_up_for_growth() -> None:
    step = [(c, b + 3_000_000 * (c > 290)) for c, b in line(0)]
    peaks = [(c, b + 3_000_000 * (c % 7 == 0)) for c, b in line(0)]
    warm_up = [(c, b + 100_000 * min(c, 150)) for c, b in line(0)]
    swings = [(c, b + 20_000_000 * (c // 37 % 2)) for c, b in line(0)]
    backlog = [(c, b + 50_000 * (c % 150)) for c, b in line(0)]
    verdicts = [found.verdict() for points in (step, peaks, warm_up, swings, backlog) if (found := trend(points))]
    assert verdicts == ["noisy", "noisy", "steady", "noisy", "noisy"]


def test_trend_finds_growth_under_peaks() -> None:
    found = trend([(c, b + 3_000_000 * (c % 11 == 0)) for c, b in line(8000)])
    assert found and found.verdict() == "grows" and abs(found.slope - 8000) < 1000


# -- cut short ---------------------------------------------------------------------------------------------------------

CUT_SHORT = {
    "die": (6, "QEMU was killed by SIGSEGV", "before"),
    "hang": (7, "said nothing", "before"),
    "panic": (6, "the guest crashed: #UD", "before"),
    "reset": (6, "the machine reset instead of resuming after suspend number 5", "asleep"),
    "stuck": (7, "the machine woke up, and the guest does not say that it is back", "asleep"),
}


@pytest.mark.parametrize("how", CUT_SHORT)
def test_a_run_cut_short_says_where_it_stood(run: Run, how: str) -> None:
    code, said, sleep = CUT_SHORT[how]
    ran = soak(run, 9, "--inactivity", "0.5", FAKE_STOP=f"5:{how}")
    assert ran.code == code and said in ran.out, ran.out
    assert re.search(r"where +in cycle 5 of 9 of s3.two, .*; 4 cycles had passed; all 5 results until then held", ran.out), ran.out
    result = result_of(ran)
    assert result["position"]["cycle"] == 5 and result["position"]["cycles_passed"] == 4
    assert result["position"]["sleep"] == sleep and result["position"]["bad_before"] == []
    assert result["cycles"] == [{"test": "s3.two", "begun": 5, "passed": 4, "first_bad": None}]
    # The log alone says the same.
    words = ["/usr/bin/python3", str(Path(__file__).resolve().parents[2] / "run.py"), "parse", str(ran.folder / "serial.log")]
    parsed = subprocess.run(words, capture_output=True, text=True, check=False)
    assert parsed.returncode == 6
    assert "in cycle 5 of s3.two" in parsed.stdout and "4 cycles had passed; all 5 results until then held" in parsed.stdout


def test_the_cycle_that_did_not_hold_is_told(run: Run) -> None:
    ran = soak(run, 9, FAKE_STOP="4:bad")
    assert "cycles      3 of s3.two held, then cycle4 did not" in ran.out
    assert result_of(ran)["cycles"] == [{"test": "s3.two", "begun": 4, "passed": 3, "first_bad": "cycle4"}]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_is_judged_and_kept(kernel: Path, tmp_path: Path, number: signal.Signals) -> None:
    env = {**os.environ, "FAKE_QEMU": "cycles", "FAKE_CYCLES": "9", "FAKE_STOP": "5:hang"}
    options = ("--inactivity", "60", "--timeout", "60", "--wake", "qmp", "--cycles", "9", "-v")
    words = command(kernel, tmp_path / "run", *options)
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) as runner:
        assert runner.stdout
        for out in runner.stdout:
            if "running cycle5" in out:
                break
        runner.send_signal(number)
        rest = runner.stdout.read()
        assert runner.wait(10) == 128 + number
    assert f"ended by {number.name}" in rest and "in cycle 5 of 9 of s3.two" in rest
    result = json.loads((tmp_path / "run" / "result.json").read_text())
    assert (result["outcome"], result["exit_code"]) == ("interrupted", 128 + number)
    assert result["position"]["cycles_passed"] == 4 and result["counts"]["ok"] == 1
