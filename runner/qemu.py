# SPDX-License-Identifier: MIT
"""QEMU: its command line, and the process, which is always reaped."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
from typing import IO

from runner.config import Config
from runner.contract import CMDLINE_FILE, DEBUG_EXIT_PORT
from runner.errors import SetupError

_F_SETPIPE_SZ = 1031  # fcntl.F_SETPIPE_SZ exists from 3.10 on Linux only
_PIPE_BYTES = 1024 * 1024  # a guest that talks fast never waits for us
_SETPRIV = "/usr/bin/setpriv"  # util-linux, on every Debian


def command(config: Config, qemu: str, accel: str, token: str, qmp: str) -> list[str]:
    """The QEMU command. `qmp` is the argument of -qmp.

    No network, no default devices, no option ROM of the graphics card: firmware has nothing to wait for. -no-reboot and
    -no-shutdown together stop the machine where it reset itself, so that its registers can still be read.
    """
    words = [qemu, "-nodefaults", "-no-user-config", "-display", "none"]
    words += ["-machine", f"{config.machine},accel={accel}", "-m", str(config.memory), "-vga", "none"]
    if accel == "tcg":
        # With one possible CPU, TCG's atomic instructions are not atomic for the threads of devices, and the guest's exchange on
        # QXL's int_pending loses events (docs/known-faults.md).
        words += ["-smp", "1,maxcpus=2"]
    if config.device != "none":
        device = f"{config.device},id=qxl0,romfile="
        words += ["-device", device + _properties(config)]
    for number in range(1, config.secondary + 1):
        words += ["-device", f"qxl,id=qxl{number}{_properties(config)}"]
    words += ["-serial", "stdio", "-qmp", qmp]
    words += ["-device", f"isa-debug-exit,iobase={DEBUG_EXIT_PORT:#x},iosize=4", "-no-reboot", "-no-shutdown"]
    said = " ".join(guest_words(config, token))
    if config.firmware == "ovmf":
        from runner import firmware

        words += firmware.drives(firmware.find(config.machine))
        # Named as the one to boot from: OVMF then starts no other device's driver, and asks no network.
        words += ["-drive", f"if=none,id=cd,media=cdrom,readonly=on,file={config.iso.replace(',', ',,')}"]
        words += ["-device", "ide-cd,drive=cd,bootindex=0"]
    elif config.boot == "iso":
        words += ["-cdrom", config.iso]
    if config.boot == "iso":
        words += ["-fw_cfg", f"name={CMDLINE_FILE},string={said.replace(',', ',,')}"]
    else:
        words += ["-kernel", config.kernel, "-append", f"-- {said}"]
    return words + list(config.qemu_args)


def _properties(config: Config) -> str:
    revision = f",revision={config.revision}" if config.revision else ""
    return revision + "".join(f",{name}={value}" for name, value in config.properties)


def guest_words(config: Config, token: str) -> list[str]:
    """The guest's command line. Spec: docs/serial-report.md."""
    words = [f"token={token}"]
    if config.groups:
        words.append("groups=" + ",".join(config.groups))
    if config.patterns:
        words.append("tests=" + ",".join(config.patterns))
    if config.cycles != 1:
        words.append(f"cycles={config.cycles}")
    if config.wake != "rtc":  # its own default, for who boots it without us
        words.append(f"wake={config.wake}")
    if config.delay:
        words.append(f"delay={config.delay}")
    if config.stop_after:
        words.append(f"stop_after={config.stop_after}")
    for name in ("mistake", "seed", "count", "only"):
        if (value := getattr(config, name)) is not None:
            words.append(f"{name}={value}")
    if config.screens:
        words.append("hold=key")
    if config.properties:
        words.append("qxl=" + ",".join(f"{name}:{value}" for name, value in config.properties))
    if config.client:
        words.append("client=yes")
    if config.break_name:
        words.append(f"break={config.break_name}")
    return words


def find(name: str) -> str:
    """The path of an executable, as a shell would find it."""
    places = [name] if "/" in name else [os.path.join(place or ".", name) for place in os.get_exec_path()]
    for place in places:
        if os.path.isfile(place) and os.access(place, os.X_OK):
            return place
    what = f"{name} does not exist or cannot be executed" if "/" in name else f"{name} is not on PATH"
    remedy = "install it with `./run.py --install` (package qemu-system-x86), or name one with --qemu PATH or $QEMU"
    raise SetupError(f"no QEMU: {what}", remedy)


class Qemu:
    """A running QEMU as a context manager: leaving it kills what is left, and waits for it.

    QEMU gets a session of its own: Ctrl-C reaches us alone, and a wrapper script dies with its children. setpriv makes the
    kernel kill it should we be killed ourselves.
    """

    def __init__(self, words: list[str], log: IO[bytes]) -> None:
        self.words = words
        if os.path.exists(_SETPRIV):
            words = [_SETPRIV, "--pdeathsig", "KILL", *words]
        try:
            self.process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, start_new_session=True
            )
        except OSError as error:
            raise SetupError(f"cannot start {self.words[0]}: {error.strerror}") from error
        assert self.process.stdout is not None
        self.serial = self.process.stdout.fileno()
        os.set_blocking(self.serial, False)
        try:
            fcntl.fcntl(self.serial, _F_SETPIPE_SZ, _PIPE_BYTES)
        except OSError:
            pass  # more than /proc/sys/fs/pipe-max-size: the default size works too
        self.pidfd = os.pidfd_open(self.process.pid)

    def __enter__(self) -> Qemu:
        return self

    def __exit__(self, *_: object) -> None:
        # A second Ctrl-C must not leave QEMU behind.
        old = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            self.kill()
            os.close(self.pidfd)
            if self.process.stdout:
                self.process.stdout.close()
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)

    def kill(self) -> int:
        """Ends QEMU, and everything that a wrapper started, at once; returns its exit status."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)  # the group outlives a wrapper, its number is not given anew
        except (ProcessLookupError, PermissionError):
            pass
        return self.process.wait()

    def read(self) -> bytes | None:
        """What the serial port said; b"" at its end, None if there is nothing now."""
        try:
            return os.read(self.serial, 1 << 18)
        except BlockingIOError:
            return None
