# SPDX-License-Identifier: MIT
"""One run from options to verdict: build, choose, boot, watch, judge, keep."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Sequence

from runner import accel, elf, errors, human, qemu, runfolder, selection
from runner.build import Guest, Nothing
from runner.config import Config
from runner.errors import Interrupted, SetupError
from runner.ktap import Report
from runner.qmp import Listener, Qmp
from runner.result import RunResult, write_json
from runner.verdict import judge
from runner.watch import Watch

_SHELL_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_")
_BAD_ENDS = frozenset((errors.CRASH, errors.TIMEOUT))


class _Plan:
    """What run and --dry-run have in common: a kernel, its tests, a QEMU and an accelerator."""

    def __init__(self, config: Config, kernel: Guest | Nothing) -> None:
        self.qemu = qemu.find(config.qemu)
        if config.firmware == "ovmf":
            from runner import firmware

            firmware.find(config.machine)  # missing? Better to hear it before the build
        kernel.wait()
        self.requested = selection.requested(elf.tests(config.kernel), config.patterns, config.groups)
        if config.client:
            selection.check_client(self.requested)
        self.accel = accel.choose(config.accel, self.qemu, config.kernel)
        self.token = os.urandom(8).hex()
        if config.verbose:
            print(f"{self.accel.name} ({self.accel.reason}), {len(self.requested)} tests", file=sys.stderr)

    def command(self, config: Config, qmp: str) -> list[str]:
        return qemu.command(config, self.qemu, self.accel.name, self.token, qmp)


def dry_run(config: Config, kernel: Guest | Nothing) -> int:
    """Prints the QEMU command, quoted for a shell. QMP is on a socket file of the current folder."""
    print(quote(_Plan(config, kernel).command(config, "unix:qmp.sock,server=on,wait=off")))
    return errors.PASS


def run(config: Config, kernel: Guest | Nothing, argv: Sequence[str], started: float) -> int:
    """Runs the guest and prints the verdict; returns run.py's exit code. `started`: time.monotonic() at our start."""
    plan = _Plan(config, kernel)
    folder = runfolder.create(plan.token, config.keep)
    private = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"qxl-test-guest-{plan.token}")
    try:
        os.mkdir(private, 0o700)
    except OSError as error:
        raise SetupError(f"cannot make {private}: {error.strerror}", "set TMPDIR to a folder that you can write") from error
    try:
        result, stop = _boot(config, plan, folder, private, argv, started)
    finally:
        _remove(private)
    _write(config, result)
    human.verdict(result, sys.stdout)
    if result.ending.kind == "no_start" and (remedy := why_no_start(folder)):
        print(f"  {remedy}")
    if not config.keep:
        runfolder.prune()
    if stop:
        raise stop
    return result.verdict.exit


def _boot(
    config: Config, plan: _Plan, folder: str, private: str, argv: Sequence[str], started: float
) -> tuple[RunResult, Interrupted | None]:
    """The result, and the signal that came after the run was over and ended the search for evidence."""
    # The modules that only a bad end needs are imported by then.
    report = Report()
    progress = human.Progress(sys.stdout, config.verbose, config.cycles)
    coroner = _Evidence(folder, config.kernel)
    listener = Listener(private)
    words = plan.command(config, f"unix:{listener.path.replace(',', ',,')}")
    _keep_command(folder, plan.command(config, "unix:qmp.sock,server=on,wait=off"))
    log_path = os.path.join(folder, "serial.log")
    try:
        with open(os.path.join(folder, "qemu.log"), "wb") as errors_log, open(log_path, "wb") as log:
            echo = _Echo(log) if config.verbose else log
            with _companion(config, plan, private) as more, qemu.Qemu([*words, *more], errors_log) as machine:
                words += more
                watch = Watch(config.with_limits(len(plan.requested)), machine, listener, report, echo, progress, coroner.on_panic, folder)
                ending = watch.run()
                for event in report.finish():
                    progress(event)
                machine_s = time.monotonic() - watch.started
                verdict = judge(report, ending, plan.token, plan.requested, watch.findings())
                if verdict.exit in _BAD_ENDS:
                    coroner.examine(watch.qmp if machine.process.poll() is None else None, report)
    finally:
        listener.close()
    if ending.kind == "internal_error" and config.accel == "auto" and plan.accel.name == "kvm":
        accel.reject_kvm(plan.qemu, "KVM ended in an internal error")
    result = RunResult(
        verdict, report, ending, plan.token, config, plan.accel.name, plan.accel.reason, watch.version, tuple(words),
        quote(["./run.py", *argv]), folder, log_path, time.monotonic() - started, machine_s, watch.first_line_s,
        tuple(watch.stamps), coroner.files, coroner.missing, coroner.backtrace, watch.stamps_left_out, watch.sleeps.counts(),
        watch.waker.while_running, watch.memory.summary() if watch.memory else None, _pictures(report, folder),
        watch.screens.summary() if watch.screens else None,
    )  # fmt: skip
    return result, coroner.stopped


@contextlib.contextmanager
def _companion(config: Config, plan: _Plan, private: str) -> Iterator[list[str]]:
    """What OVMF goes faster with, and the client that was asked for: words for QEMU, and what answers to them. The machine also
    goes without, as in command.txt."""
    with contextlib.ExitStack() as stack:
        words: list[str] = []
        if config.firmware == "ovmf":
            from runner import tpm

            if tpm.is_possible() and tpm.is_known_to(plan.qemu):
                words += stack.enter_context(tpm.Tpm()).words()
        if config.client:
            from runner.spice_client import SpiceClient

            words += stack.enter_context(SpiceClient(os.path.join(private, "spice"))).words()
        yield words


class _Evidence:
    """The coroner, imported when there is work for him."""

    def __init__(self, folder: str, kernel: str) -> None:
        self._place = folder, kernel
        self._coroner = None
        self.stopped: Interrupted | None = None

    def _get(self):  # -> postmortem.Coroner
        if self._coroner is None:
            from runner.postmortem import Coroner

            self._coroner = Coroner(*self._place)
        return self._coroner

    def on_panic(self, qmp: Qmp) -> None:
        self._get().on_panic(qmp)

    def examine(self, qmp: Qmp | None, report: Report) -> None:
        try:
            self._get().examine(qmp, report)
        except Interrupted as stop:  # the verdict is known: it is written first
            self.stopped = stop

    def _tuple(self, name: str) -> tuple[str, ...]:
        return tuple(getattr(self._coroner, name)) if self._coroner else ()

    @property
    def files(self) -> tuple[str, ...]:
        return self._tuple("files")

    @property
    def missing(self) -> tuple[str, ...]:
        return self._tuple("missing")

    @property
    def backtrace(self) -> tuple[str, ...]:
        return self._tuple("backtrace")


def _pictures(report: Report, folder: str) -> tuple[str, ...]:
    """Expected and seen pixels as pictures, where a drawing test reported some."""
    if not report.pixels:
        return ()
    from runner import pixels

    return tuple(pixels.write(report.pixels, folder))


class _Echo:
    """A log file that also shows what is written to it (-v)."""

    def __init__(self, log) -> None:
        self._log = log

    def write(self, data: bytes) -> int:
        sys.stdout.write(data.decode("utf-8", "replace").replace("\r", ""))
        sys.stdout.flush()
        return self._log.write(data)


def _keep_command(folder: str, words: list[str]) -> None:
    with open(os.path.join(folder, "command.txt"), "w", encoding="utf-8") as file:
        file.write(quote(words) + "\n")


def _remove(private: str) -> None:
    for name in os.listdir(private):
        os.unlink(os.path.join(private, name))
    os.rmdir(private)


def _write(config: Config, result: RunResult) -> None:
    try:
        write_json(result, os.path.join(result.folder, "result.json"))
        if config.json:
            write_json(result, config.json)
        if config.junit:
            from runner import junit

            junit.write(result, config.junit)
    except OSError as error:
        raise SetupError(f"cannot write {error.filename}: {error.strerror}", "see --json, --junit, --keep") from error


def why_no_start(folder: str) -> str:
    """What to do about a QEMU that refused to start, by what it said."""
    said = "\n".join(human.tail(os.path.join(folder, "qemu.log"), 20))
    if "is not a valid device model" in said and "qxl" in said:
        return (
            "this QEMU has no QXL device: install qemu-system-modules-spice (Debian 13 and later; ./run.py --install), "
            "or use another QEMU with --qemu"
        )
    if "kvm" in said.lower():
        return "KVM cannot be used here: run with --accel tcg"
    if "revision" in said:
        return "this QEMU does not know that QXL revision: leave out --revision, or use 4 or 5"
    return ""


def quote(words: Sequence[str]) -> str:
    """The words as one line for a shell (shlex.quote, without the import)."""
    return " ".join(word if word and _SHELL_SAFE.issuperset(word) else "'" + word.replace("'", "'\"'\"'") + "'" for word in words)
