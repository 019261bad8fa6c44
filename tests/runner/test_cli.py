# SPDX-License-Identifier: MIT
"""Options: what is refused, and what QEMU and the guest are told."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from fake_run import FAKE_QEMU, ROOT
from runner.config import Config
from runner.qemu import command, guest_words
from runner.session import quote


def run_py(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/usr/bin/python3", str(ROOT / "run.py"), *words], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--cycles", "0"],
        ["--cycles", "1000001"],
        ["--cycles", "two"],
        ["--timeout", "0"],
        ["--timeout", "-1"],
        ["--timeout", "nan"],
        ["--memory", "1"],
        ["--memory", "lots"],
        ["--revision", "6"],
        ["--machine", "isapc"],
        ["--device", "vga"],
        ["--wake", "alarm"],
        ["--accel", "hvf"],
        ["--boot", "pxe"],
        ["--break", "everything"],
        ["--nonsense"],
        ["--cyc", "2"],
        ["--qemu-arg"],
        ["--device", "none", "--revision", "4"],
        ["parse"],
        ["parse", "a", "b"],
        ["parse", "x", "--cycles", "2"],
        ["list", "--machine", "q35"],
        ["doctor", "now"],
        ["test", "everything"],
        ["test", "--cycles", "2"],
        ["fuzz", "everything"],
        ["fuzz", "--minutes", "0"],
        ["fuzz", "--minutes", "0.001"],
        ["fuzz", "--jobs", "0"],
        ["fuzz", "--coverage", "--minutes", "1"],
        ["run", "--minutes", "1"],
        ["acpidump"],
        ["acpidump", "a", "b"],
        ["acpidump", "a", "--cycles", "2"],
        ["agreement", "--machine", "q35"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_exit_2_and_explained(words: list[str]) -> None:
    done = run_py(*words)
    assert done.returncode == 2 and done.stderr.startswith("run.py: ") and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("nothing.like.it", "matches no test"),
        ("one", "did you mean a.one"),
        ("h.bad", "--group hostile"),
        ("A.one", "no test name pattern"),
        ("a one", "no test name pattern"),
    ],
)
def test_pattern_without_a_match_is_wrong_use(kernel: Path, pattern: str, said: str) -> None:
    done = run_py("--kernel", str(kernel), pattern)
    assert done.returncode == 2 and said in done.stderr


def test_client_with_tests_that_expect_none_is_wrong_use(kernel: Path) -> None:
    done = run_py("--kernel", str(kernel), "--client", "--qemu", "/bin/true")
    assert done.returncode == 2 and "not for a.one (2 such" in done.stderr and "--client 'device.client_*'" in done.stderr


def test_unknown_group_is_wrong_use(kernel: Path) -> None:
    done = run_py("--kernel", str(kernel), "--group", "fast")
    assert done.returncode == 2 and "fast" in done.stderr and "hostile" in done.stderr


def test_missing_qemu_is_a_set_up_error(kernel: Path) -> None:
    done = run_py("--kernel", str(kernel), "--qemu", "/nonexistent/qemu")
    assert done.returncode == 4 and "--install" in done.stderr


def test_missing_kernel_and_log_are_set_up_errors() -> None:
    assert run_py("--kernel", "/nonexistent/kernel").returncode == 4
    assert run_py("parse", "/nonexistent/log").returncode == 4


def test_help_names_commands_and_exit_codes() -> None:
    done = run_py("--help")
    assert done.returncode == 0
    for word in ("doctor", "parse", "--qemu-arg", "7 time limit"):
        assert word in done.stdout


def test_list_names_every_test_in_running_order(kernel: Path) -> None:
    done = run_py("list", "--kernel", str(kernel))
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["a.one", "h.bad", "x.extra", "s3.two"]


def test_dry_run_prints_a_command_for_the_shell(kernel: Path) -> None:
    done = run_py(
        "--kernel", str(kernel), "--qemu", str(FAKE_QEMU), "--accel", "tcg", "--dry-run", "--qemu-arg", "-trace",
        "--qemu-arg", "qxl_*", "--machine", "q35", "--revision", "4", "a.*", "--memory", "1G",
    )  # fmt: skip
    assert done.returncode == 0
    assert "-machine q35,accel=tcg -m 1024" in done.stdout and "revision=4" in done.stdout
    assert "tests=a.*" in done.stdout and done.stdout.rstrip().endswith("-trace 'qxl_*'")


def test_guest_is_told_only_what_is_not_the_default() -> None:
    assert guest_words(Config(), "ab") == ["token=ab", "wake=auto"]  # the guest's own default is rtc
    config = Config(patterns=("a.*", "b.c"), groups=("all", "soak"), cycles=5, wake="qmp", break_name="hang")
    assert guest_words(config, "ab") == ["token=ab", "groups=all,soak", "tests=a.*,b.c", "cycles=5", "wake=qmp", "break=hang"]


def test_iso_gets_its_words_through_fw_cfg_with_commas_doubled() -> None:
    words = command(Config(boot="iso", patterns=("a", "b")), "qemu", "tcg", "ab", "unix:q")
    assert "name=opt/org.qxl-test-guest/cmdline,string=token=ab tests=a,,b wake=auto" in words
    assert "-kernel" not in words and "-cdrom" in words


def test_device_none_leaves_it_out() -> None:
    assert not any("qxl0" in word for word in command(Config(device="none"), "qemu", "tcg", "ab", "unix:q"))


def test_quoting() -> None:
    assert quote(["a", "b c", "", "it's", "qxl_*"]) == "a 'b c' '' 'it'\"'\"'s' 'qxl_*'"


def test_limits_leave_room_for_every_test_and_delay() -> None:
    limited = Config(cycles=10, delay="0:2000000:500").with_limits(5)
    assert limited.time_limit() == 60 + (3 + 2) * 10 * 5 and limited.inactivity == Config().inactivity + 2
    assert Config(timeout=7.0).with_limits(5).time_limit() == 7.0
