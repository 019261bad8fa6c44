# SPDX-License-Identifier: MIT
"""Single parts of the runner: pictures, kernel files, QMP, run folders, the accelerator, test selection."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import fake_elf
import pytest
from runner import accel, elf, png, runfolder, selection, suite
from runner.errors import Interrupted, SetupError, UsageError
from runner.qmp import Listener, Qmp, QmpError

# -- png ---------------------------------------------------------------------------------------------------------------


def test_ppm_becomes_png() -> None:
    pixels = bytes(range(18))
    picture = png.from_ppm(b"P6\n# by QEMU\n3 2\n255\n" + pixels)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(picture):
        (size,) = struct.unpack_from(">I", picture, at)
        kind, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", picture, at + 8 + size)[0] == zlib.crc32(kind + data)
        chunks[kind] = data
        at += 12 + size
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (3, 2, 8, 2, 0, 0, 0)
    assert zlib.decompress(chunks[b"IDAT"]) == b"\0" + pixels[:9] + b"\0" + pixels[9:]


@pytest.mark.parametrize("data", [b"", b"P5\n1 1\n255\n\0", b"P6\n2 2\n255\n\0", b"P6\n1 1\n65535\n\0\0\0\0\0\0"])
def test_bad_ppm_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        png.from_ppm(data)


# -- elf ---------------------------------------------------------------------------------------------------------------


def test_tests_are_read_in_running_order(tmp_path: Path) -> None:
    path = fake_elf.build(tmp_path / "k", [("b.late", "main,s3", 2), ("a.early", "main", 0), ("c.late", "soak", 2)])
    tests = elf.tests(str(path))
    assert [test.name for test in tests] == ["a.early", "b.late", "c.late"]
    assert tests[1].groups == ("main", "s3") and tests[1].summary == "summary of b.late" and tests[1].line == 10


def test_bad_kernel_files_are_explained(tmp_path: Path) -> None:
    good = fake_elf.build(tmp_path / "k", [("a.b", "main", 0)]).read_bytes()
    bad = tmp_path / "bad"
    for data in (b"", b"MZ" + bytes(100), good[:100], good[:-10], good[:0x1000], good[:18] + b"\x03" + good[19:]):
        bad.write_bytes(data)
        with pytest.raises(SetupError):
            elf.tests(str(bad))
    with pytest.raises(SetupError, match="no section .tests"):
        elf.tests(str(fake_elf.build(bad, [("a.b", "main", 0)], section=".other")))
    with pytest.raises(SetupError, match="two tests"):
        elf.tests(str(fake_elf.build(bad, [("a.b", "main", 0), ("a.b", "main", 0)])))


@pytest.mark.parametrize("place", range(0, 2500, 37))
def test_no_single_wrong_byte_gets_past_as_anything_but_a_set_up_error(tmp_path: Path, place: int) -> None:
    data = bytearray(fake_elf.build(tmp_path / "k", [("a.b", "main", 0)]).read_bytes())
    at = place if place < 120 else 0x1000 + (place * 7) % (len(data) - 0x1000)
    data[at] ^= 0xFF
    (tmp_path / "k").write_bytes(data)
    try:
        elf.tests(str(tmp_path / "k"))
    except SetupError:
        pass


# -- selection ---------------------------------------------------------------------------------------------------------

TESTS = [
    elf.GuestTest("a.one", "", ("main",), 0, "", 0),
    elf.GuestTest("a.two", "", ("extra",), 0, "", 0),
    elf.GuestTest("h.one", "", ("hostile",), 0, "", 0),
    elf.GuestTest("s.one", "", ("soak", "main"), 0, "", 0),
]


@pytest.mark.parametrize(
    ("patterns", "groups", "names"),
    [
        ((), (), ("a.one",)),
        ((), ("all",), ("a.one", "a.two")),
        ((), ("extra",), ("a.two",)),
        ((), ("hostile",), ("h.one",)),
        ((), ("main", "soak"), ("a.one", "s.one")),
        ((), ("all", "hostile"), ("a.one", "a.two", "h.one")),
        (("*.one",), (), ("a.one",)),
        (("*.one",), ("hostile",), ("a.one", "h.one")),
        (("a.t?o",), (), ("a.two",)),
    ],
)
def test_selection(patterns: tuple[str, ...], groups: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert selection.requested(TESTS, patterns, groups) == names


@pytest.mark.parametrize(("patterns", "groups"), [(("a",), ()), (("h.*",), ()), ((), ("quick",)), (("a.*", "zz"), ())])
def test_selecting_nothing_is_wrong_use(patterns: tuple[str, ...], groups: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        selection.requested(TESTS, patterns, groups)


# -- qmp ---------------------------------------------------------------------------------------------------------------


def served(tmp_path: Path, serve: Callable[[socket.socket], None]) -> tuple[Qmp, threading.Thread]:
    """A Qmp that talks to `serve`, which plays QEMU in a thread."""
    listener = Listener(str(tmp_path))

    def play() -> None:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(listener.path)
            serve(connection)

    thread = threading.Thread(target=play)
    thread.start()
    qmp = listener.accept()
    listener.close()
    return qmp, thread


def answers(connection: socket.socket, events: bytes = b"") -> None:
    connection.sendall(b'{"QMP": {"version": {"qemu": {"major": 5, "minor": 2, "micro": 0}}, "capabilities": []}}\r\n')
    for line in connection.makefile("rb"):
        asked = json.loads(line)
        if asked["execute"] == "fail":
            reply: dict = {"error": {"class": "GenericError", "desc": "not now"}}
        else:
            reply = {"return": {"you": asked["execute"]}}
        # An event, and an answer in two pieces.
        data = events + json.dumps({**reply, "id": asked["id"]}).encode() + b"\r\n"
        connection.sendall(data[:20])
        connection.sendall(data[20:])
        if asked["execute"] == "end":
            return


def test_qmp_answers_and_events(tmp_path: Path) -> None:
    qmp, thread = served(tmp_path, lambda c: answers(c, b'{"event": "WAKEUP", "data": {}}\r\n{broken\r\n[1]\r\n\r\n'))
    assert qmp.execute("hello", 5) == {"you": "hello"}
    assert qmp.version == "5.2.0"
    with pytest.raises(QmpError, match="not now"):
        qmp.execute("fail", 5)
    assert qmp.execute("end", 5) == {"you": "end"}
    thread.join()
    assert sum(message.get("event") == "WAKEUP" for message in qmp.queue) >= 3
    with pytest.raises(QmpError):
        qmp.execute("anything", 5)
    assert qmp.closed
    qmp.close()


def test_qmp_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    done = threading.Event()
    qmp, thread = served(tmp_path, lambda _: bool(done.wait(10)))
    with pytest.raises(QmpError, match="no answer within 0.2 s"):
        qmp.execute("hello", 0.2)
    done.set()
    thread.join()
    qmp.close()


# -- run folders -------------------------------------------------------------------------------------------------------


def test_run_folders_are_pruned_and_others_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runfolder, "RUNS", str(tmp_path))
    (tmp_path / "mine").mkdir()
    for number in range(25):
        folder = tmp_path / f"20250101-0000{number:02d}-{number:016x}"
        folder.mkdir()
        (folder / "serial.log").write_text("x")
    newest = Path(runfolder.create(f"{99:016x}", None))
    runfolder.prune()
    names = sorted(os.listdir(tmp_path))
    assert len([name for name in names if name[0] == "2"]) == runfolder.KEEP
    assert "mine" in names and "20250101-000000-0000000000000000" not in names
    assert (tmp_path / "latest").resolve() == newest


def test_kept_folder_shows_nothing_of_an_earlier_run(tmp_path: Path) -> None:
    (tmp_path / "screen.png").write_text("old")
    (tmp_path / "notes").write_text("somebody's own")
    assert runfolder.create("0" * 16, str(tmp_path)) == str(tmp_path)
    assert os.listdir(tmp_path) == ["notes"]


def test_run_folder_that_cannot_be_made_is_a_set_up_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="--keep|cannot make"):
        runfolder.create("0" * 16, str(tmp_path / "file" / "run"))


# -- accelerator -------------------------------------------------------------------------------------------------------


@pytest.fixture
def probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., accel.Accel]:
    """accel.choose() with /dev/kvm replaced, and QEMU by a shell script: how each accelerator behaves."""
    (tmp_path / "kvm").write_text("")
    monkeypatch.setattr(accel, "_KVM", str(tmp_path / "kvm"))
    monkeypatch.setattr(accel, "CACHE", str(tmp_path / "accel.json"))
    qemu = tmp_path / "qemu"

    def choose(tcg: str, kvm: str) -> accel.Accel:
        script = f'#!/bin/sh\necho x >> {tmp_path}/calls\ncase "$*" in *accel=kvm*) {kvm};; *) {tcg};; esac\n'
        if not qemu.exists() or qemu.read_text() != script:
            qemu.write_text(script)
            qemu.chmod(0o755)
            os.utime(qemu, ns=(0, hash(script) % 10**15))
        return accel.choose("auto", str(qemu), str(tmp_path / "kernel"))

    return choose


def test_kvm_is_taken_when_it_is_quicker_and_remembered(probe: Callable[..., accel.Accel], tmp_path: Path) -> None:
    assert probe("sleep 0.2; exit 33", "exit 33").name == "kvm"
    calls = (tmp_path / "calls").read_text()
    assert probe("sleep 0.2; exit 33", "exit 33").name == "kvm"
    assert (tmp_path / "calls").read_text() == calls  # the second answer came from the cache


@pytest.mark.parametrize(
    ("tcg", "kvm", "why"),
    [
        ("exit 33", "exec sleep 20", "did not finish"),
        ("exit 33", "exit 1", "did not finish"),
        ("exit 33", "sleep 0.4; exit 33", "slower"),
        ("exit 1", "exit 33", "nothing to compare"),
    ],
)
def test_kvm_is_not_taken(probe: Callable[..., accel.Accel], tcg: str, kvm: str, why: str) -> None:
    chosen = probe(tcg, kvm)
    assert chosen.name == "tcg" and why in chosen.reason


def test_kvm_is_not_taken_when_the_guest_does_not_start(probe: Callable[..., accel.Accel], tmp_path: Path) -> None:
    (tmp_path / "kernel").write_text("")
    chosen = probe("sleep 0.2; exit 33", 'case "$*" in *"-- probe"*) exit 3;; esac; exit 33')
    assert chosen.name == "tcg" and "does not start" in chosen.reason


def test_no_kvm_device(probe: Callable[..., accel.Accel], tmp_path: Path) -> None:
    (tmp_path / "kvm").unlink()
    assert "there is no" in probe("exit 33", "exit 33").reason


def test_kvm_that_let_a_run_down_is_remembered(probe: Callable[..., accel.Accel], tmp_path: Path) -> None:
    assert probe("sleep 0.2; exit 33", "exit 33").name == "kvm"
    accel.reject_kvm(str(tmp_path / "qemu"), "internal error")
    chosen = probe("sleep 0.2; exit 33", "exit 33")
    assert chosen.name == "tcg" and "internal error" in chosen.reason


def test_asked_for_is_not_probed() -> None:
    assert accel.choose("kvm", "/nonexistent", "").name == "kvm"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_tool_that_is_interrupted_may_put_away(number: signal.Signals, tmp_path: Path) -> None:
    """The test command waits for pytest, which has QEMUs to end. Ctrl-C reaches both, SIGTERM is passed on."""
    there, away = tmp_path / "there", tmp_path / "away"
    tool = (
        "import os, pathlib, sys, time\ntry:\n pathlib.Path(sys.argv[1]).write_text(f'{os.getpid()}.')\n time.sleep(30)\n"
        "except KeyboardInterrupt:\n time.sleep(0.2)\n pathlib.Path(sys.argv[2]).touch()\n"
    )

    def interrupt(*_: object) -> None:
        if number == signal.SIGINT:
            os.kill(int(there.read_text().rstrip(".")), number)  # as the terminal does
        raise Interrupted(number)

    def when_there() -> None:
        while not there.exists() or not there.read_text().endswith("."):
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGUSR1)

    old = signal.signal(signal.SIGUSR1, interrupt)
    try:
        threading.Thread(target=when_there, daemon=True).start()
        with pytest.raises(Interrupted):
            suite._command([sys.executable, "-c", tool, str(there), str(away)])
    finally:
        signal.signal(signal.SIGUSR1, old)
    assert away.exists()
