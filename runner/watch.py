# SPDX-License-Identifier: MIT
"""The event loop of one run: serial pipe, QMP socket and the QEMU process, and the limits. Nothing is polled.

A machine that is suspended is well: the inactivity limit counts only while it runs. What it must do is wake up, within
WAKE_S. Events of QMP that the loop goes by: SUSPEND, WAKEUP, STOP, SHUTDOWN, GUEST_PANICKED (QEMU docs/interop, run-state).
SIGINT and SIGTERM are an end like others, so that what is known by then is judged and kept.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import time
from collections.abc import Callable
from typing import IO, Any, NamedTuple

from runner import errors
from runner.config import INACTIVITY_S, WAKE_S, Config
from runner.errors import Interrupted
from runner.ktap import Event, Report
from runner.qemu import Qemu
from runner.qemu_memory import LIMIT_BYTES, QemuMemory
from runner.qmp import Listener, Qmp, QmpError
from runner.sleeps import Sleeps
from runner.verdict import Ending, Reason
from runner.waker import Waker

LOG_LIMIT = 64 * 1024 * 1024  # a longer report is a guest gone wild; each sleep that came to pass may add to it
LOG_LIMIT_CYCLE = 64 * 1024
KERNEL = range(0x100000, 0x400000)  # boot/kernel.ld asserts these bounds
QMP_S = 2.0  # a QEMU that is well answers in a millisecond
_STAMPS = 1000  # events kept from the start, and as many from the end
_AT_REST = frozenset(("exited", "never_woke"))  # endings that cut no sleep short


class Stamp(NamedTuple):
    """A QMP event and when it came, in seconds since QEMU was started."""

    at_s: float
    event: str
    data: dict[str, Any]


class Watch:
    """Watches one QEMU until the run is over; run() says how it ended. QEMU may still be alive then, for the coroner."""

    def __init__(self, config: Config, qemu: Qemu, listener: Listener, report: Report, log: IO[bytes],
                 progress: Callable[[Event], None], on_panic: Callable[[Qmp], None], folder: str) -> None:  # fmt: skip
        self.config, self.qemu, self.listener = config, qemu, listener
        self.report, self.log = report, log
        self.progress, self.on_panic = progress, on_panic
        self.qmp: Qmp | None = None
        self.version = ""
        self.stamps: list[Stamp] = []
        self.stamps_left_out = 0
        self.waker = Waker(config.wake, config.machine)
        self.sleeps = Sleeps()
        self.screens = None
        if config.screens:
            from runner.screens import Screens  # with PNG and zlib: not for every run

            self.screens = Screens(folder)
        self.memory: QemuMemory | None = None
        self.started = self.last_byte = time.monotonic()
        self.first_line_s: float | None = None
        self.suspended_at: float | None = None
        self.woke_at: float | None = None
        self.bytes = 0
        self._ending: Ending | None = None
        self._selector = selectors.DefaultSelector()

    def run(self) -> Ending:
        with _Signals() as signals, self._selector as selector:
            self._signals = signals
            selector.register(signals, selectors.EVENT_READ, self._interrupted)
            selector.register(self.qemu.serial, selectors.EVENT_READ, self._serial)
            selector.register(self.qemu.pidfd, selectors.EVENT_READ, self._exited)
            selector.register(self.listener, selectors.EVENT_READ, self._connect)
            while self._ending is None:
                for key, _ in selector.select(max(0.0, self._next_deadline() - time.monotonic())):
                    if self._ending is None:
                        key.data()
                if self.qmp:
                    self._qmp_messages()  # what a serial line had us receive
                if self._ending is None:
                    self._check_limits(time.monotonic())
        self._drain()
        if self.qmp:
            self.qmp.receive()
            for message in self.qmp.queue:  # events that were on their way
                if "event" in message:
                    self._stamp(message["event"], message.get("data") or {})
        self.sleeps.end(self._ending.kind in _AT_REST and self.report.panic is None)
        if self.memory:
            self.memory.close()
        return self._ending

    def findings(self) -> list[Reason]:
        """What speaks against the run beside the report and the way it ended."""
        found: list[Reason] = []
        if disagreement := self.sleeps.first:
            text = f"events and report disagree: {disagreement.text}"
            found.append(Reason(4, errors.CRASH, disagreement.side, text))
        probe = self.waker.while_running
        if probe is not None and not probe.refused:
            text = f"QEMU {self.version} took a wake-up request (system_wakeup) while the machine was running, expected an error"
            found.append(Reason(6, errors.ERROR, "QEMU", text))
        if self.screens and self.screens.differing:
            text = f"QEMU {self.version}: {len(self.screens.differing)} of {self.screens.compared} screendumps differ"
            found.append(Reason(5, errors.FAILED, "QEMU", text, tuple(self.screens.differing)))
        if self.memory and (trend := self.memory.summary()).verdict == "grows":
            text = (
                f"QEMU's own memory grows by {trend.slope:.0f} bytes for each S3 cycle (noise {trend.noise:.0f}, "
                f"limit {LIMIT_BYTES}) over {trend.cycles} cycles: QEMU {self.version} or SPICE leaks"
            )
            found.append(Reason(5, errors.FAILED, "QEMU", text))
        return found

    # -- the sources -----------------------------------------------------------------------------------------------

    def _interrupted(self) -> None:
        name = signal.Signals(self._signals.number).name
        self._ending = Ending("interrupted", f"ended by {name}; QEMU is gone too", signal=name)

    def _serial(self) -> None:
        data = self.qemu.read()
        if data is None:
            return
        if not data:
            self._selector.unregister(self.qemu.serial)  # QEMU closed it: the pidfd will tell
            return
        self._take(data)

    def _take(self, data: bytes) -> None:
        self.last_byte = time.monotonic()
        self.bytes += len(data)
        self.log.write(data)
        for event in self.report.feed(data):
            self._serial_event(event)
        limit = LOG_LIMIT + LOG_LIMIT_CYCLE * self.report.suspended
        if self.bytes > limit:
            text = f"the guest wrote more than {limit >> 20} MiB to the serial port"
            self._ending = self._ending or Ending("flood", text, "see the end of serial.log for what it repeats")

    def _serial_event(self, event: Event) -> None:
        if event.kind == "started":
            self.first_line_s = time.monotonic() - self.started
        elif event.kind == "restarted":
            self._ending = self._reset("its first line came a second time")
        elif event.kind == "suspended":
            self.woke_at = None  # from an earlier sleep
            self._receive()
            self.sleeps.announced()
            self.waker.announced(event.text)
            if self.qmp is None:  # nobody will say SUSPEND
                self._sample_memory()
        elif event.kind == "resumed":
            self._receive()
            self.sleeps.came_back()
        elif event.kind == "hold" and self.screens and self.qmp and not self.qmp.closed:
            self.screens.held(event.text, self.qmp)
            self._qmp_messages()
        elif event.kind == "panic" and self.qmp and not self.qmp.closed:
            self.on_panic(self.qmp)
            self._qmp_messages()
        self.progress(event)

    def _drain(self) -> None:
        """Takes what is in the pipe: the guest said it before whatever we learn from elsewhere."""
        for _ in range(16):  # each takes 256 KiB at most: the pipe holds 1 MiB
            if not (data := self.qemu.read()):
                break
            self._take(data)

    def _exited(self) -> None:
        self._drain()
        if self.qmp:
            self.qmp.receive()
            self._qmp_messages()
        if self._ending is None:
            self._ending = self._how_it_died(self.qemu.process.wait())

    def _connect(self) -> None:
        qmp = self.qmp = self.listener.accept()
        qmp.on_greeting = lambda: self.waker.greeted(qmp)
        qmp.on_event = self.sleeps.event
        self._selector.unregister(self.listener)
        self._selector.register(self.qmp, selectors.EVENT_READ, self._qmp_readable)

    def _qmp_readable(self) -> None:
        assert self.qmp is not None
        self.qmp.receive()
        self._qmp_messages()
        if self.qmp.closed:
            self._selector.unregister(self.qmp)

    def _receive(self) -> None:
        """Takes, and counts, what QMP has sent, without acting on it: the serial port's turn is not over."""
        if self.qmp:
            self.qmp.receive()

    # -- QMP -------------------------------------------------------------------------------------------------------

    def _qmp_messages(self) -> None:
        assert self.qmp is not None
        self.version = self.version or self.qmp.version
        while self.qmp.queue and self._ending is None:
            message = self.qmp.queue.pop(0)
            if "event" in message:
                self._qmp_event(message["event"], message.get("data") or {})
                continue
            if message.get("id") == self.qmp.capabilities_id:
                self._drain()
                self.sleeps.listen()
            if self.waker.answered(message):
                # Sent too early, or the machine woke by itself: ask which.
                self.qmp.send("query-status")
            elif isinstance(message.get("return"), dict) and "status" in message["return"]:
                self._status(message["return"]["status"])
            self._check_can_wake()

    def _stamp(self, name: str, data: dict[str, Any]) -> None:
        if len(self.stamps) == 2 * _STAMPS:
            del self.stamps[_STAMPS]
            self.stamps_left_out += 1
        self.stamps.append(Stamp(round(time.monotonic() - self.started, 6), name, data))

    def _qmp_event(self, name: str, data: dict[str, Any]) -> None:
        assert self.qmp is not None
        self._stamp(name, data)
        if name == "SUSPEND":
            self._drain()
            self.sleeps.fell_asleep()
            self.waker.suspended()
            self._sample_memory()
            self._fell_asleep()
        elif name == "WAKEUP":
            self.suspended_at = None
            self.woke_at = time.monotonic()
            self.last_byte = time.monotonic()
        elif name == "STOP":
            self.qmp.send("query-status")
        elif name == "SHUTDOWN":
            self._drain()
            reason = data.get("reason", "")
            if reason == "guest-reset":
                self._ending = self._reset("QEMU saw a reset request or a triple fault")
            elif data.get("guest", True):
                self.qmp.send("quit")  # -no-shutdown holds the machine (from 9.0 on at isa-debug-exit too)
        elif name == "GUEST_PANICKED":
            self._ending = Ending("guest_panicked", "QEMU reports that the guest panicked")

    def _status(self, status: str) -> None:
        if status == "suspended":
            self._fell_asleep()
        elif status == "internal-error":
            text = "QEMU paused the machine after an internal error of the accelerator"
            self._ending = Ending("internal_error", text, "run again with --accel tcg")
        elif status == "io-error":
            self._ending = Ending("internal_error", "QEMU paused the machine after an I/O error")

    def _fell_asleep(self) -> None:
        if self.suspended_at is None:
            self.suspended_at = time.monotonic()
        self.waker.wake_up()
        self._check_can_wake()

    def _check_can_wake(self) -> None:
        if self.waker.cannot and self.suspended_at is not None:
            self._ending = Ending("never_woke", self.waker.cannot, "use --wake rtc")

    def _sample_memory(self) -> None:
        if self.config.cycles == 1:
            return
        if self.memory is None:
            pid = self.qmp.peer_pid() if self.qmp else 0
            self.memory = QemuMemory(pid or self.qemu.process.pid, self.config.cycles)
        self.memory.sample()

    # -- limits ----------------------------------------------------------------------------------------------------

    def _next_deadline(self) -> float:
        total = self.started + self.config.time_limit()
        if self.suspended_at is not None:
            return min(total, self.suspended_at + WAKE_S)
        return min(total, self.last_byte + self._patience())

    def _patience(self) -> float:
        """How long silence is borne. Until the first line it is firmware that is silent, which no option of a run speaks of."""
        return self.config.inactivity if self.report.starts else max(self.config.inactivity, INACTIVITY_S)

    def _check_limits(self, now: float) -> None:
        if now < self._next_deadline():
            return
        running = f" while running {self.report.running}" if self.report.running else ""
        if now >= self.started + self.config.time_limit():
            text = f"the run is not over after {self.config.time_limit():g} s{running}"
            self._ending = Ending("timeout", text, "give it more with --timeout, or see where it stands in backtrace.txt")
        elif self.suspended_at is not None:
            self._ending = self._never_woke()
        elif self._really_suspended():
            self._fell_asleep()
        elif self._ending is None and self.woke_at is not None and self.report.asleep:
            self._ending = self._never_resumed(now - self.woke_at)
        elif self._ending is None and now >= self._next_deadline():
            text = f"the guest said nothing for {self._patience():g} s{running}: it hangs"
            self._ending = Ending("inactive", text, "see where it stands in backtrace.txt and registers.txt")

    def _never_woke(self) -> Ending:
        text = f"wake source never fired: the machine was suspended for {WAKE_S:g} s, {self.waker.source()} did not wake it"
        return Ending("never_woke", text, "try another --wake; compare `# suspended` in serial.log with wake events")

    def _never_resumed(self, seconds: float) -> Ending:
        after = f"{seconds:.1f} s after wake-up number {self.report.suspended}"
        at = self._processor()
        if at is not None and at in KERNEL:
            text = f"the machine woke up, and the guest does not say that it is back: {after} it hangs in the kernel, at {at:#x}"
            return Ending("inactive", text, "see where it stands in backtrace.txt and registers.txt")
        where = "QEMU does not say where the processor is" if at is None else f"the processor is at {at:#x}, outside the kernel"
        text = f"the machine woke up, but firmware did not hand over to the waking vector: {after} {where}"
        return Ending("never_resumed", text, "see registers.txt, and `# facs` in serial.log")

    def _processor(self) -> int | None:
        """The linear address of the next instruction."""
        if self.qmp is None or self.qmp.closed:
            return None
        try:
            text = str(self.qmp.execute("human-monitor-command", QMP_S, **{"command-line": "info registers"}))
        except QmpError:
            return None
        self._qmp_messages()
        offset = re.search(r"\b[RE]IP=([0-9a-f]+)", text)
        base = re.search(r"^CS =[0-9a-f]+ ([0-9a-f]+)", text, re.MULTILINE)
        return int(offset[1], 16) + (int(base[1], 16) if base else 0) if offset else None

    def _really_suspended(self) -> bool:
        """Asks QEMU, in case the SUSPEND event came before we listened, or is still on its way."""
        if self.qmp is None or self.qmp.closed:
            return False
        try:
            status = self.qmp.execute("query-status", QMP_S)["status"]
        except QmpError:
            return False
        self._qmp_messages()  # events that came before the answer
        if status not in ("suspended", "running"):
            self._status(status)
        return status == "suspended"

    # -- endings ---------------------------------------------------------------------------------------------------

    def _reset(self, how: str) -> Ending:
        if self.report.asleep:
            instead, where = "resuming", f" after suspend number {self.report.suspended}"
        else:
            instead, where = "finishing", f" while running {self.report.running}" if self.report.running else ""
        return Ending("reset", f"the machine reset instead of {instead}{where}: {how}")

    def _how_it_died(self, status: int) -> Ending:
        if status < 0 or status > 128:  # a shell wrapper that does not exec reports 128 + signal
            try:
                name = signal.Signals(-status if status < 0 else status - 128).name
            except ValueError:
                name = f"signal {abs(status)}"
            return Ending("died", f"QEMU was killed by {name}", "see qemu.log", None, name)
        if not self.version and not self.report.starts and status not in (33, 35, 37, 39, 41, 43):
            return Ending("no_start", f"QEMU did not start (exit status {status})", "see qemu.log", status)
        if status in (33, 35, 37, 39, 41, 43):
            return Ending("exited", "", "", status)
        if status == 0:
            stop = next((s for s in reversed(self.stamps) if s.event == "SHUTDOWN"), None)
            how = f" ({stop.data.get('reason', 'no reason')})" if stop else ""
            return Ending("exited", f"the machine was powered off{how}", "", status)
        return Ending("died", f"QEMU ended with exit status {status} on its own account", "see qemu.log", status)


class _Signals:
    """SIGINT and SIGTERM as something to select on. The second one raises Interrupted at once, wherever we are."""

    def __init__(self) -> None:
        self.number = 0
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def __enter__(self) -> _Signals:
        # Python runs a handler only between two of its own instructions; the byte ends a select that has begun.
        self._wakeup = signal.set_wakeup_fd(self._write)
        self._old = {number: signal.signal(number, self._handle) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._old.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        os.close(self._read)
        os.close(self._write)

    def fileno(self) -> int:
        return self._read

    def _handle(self, number: int, _frame: object) -> None:
        if self.number:
            raise Interrupted(number)
        self.number = number
