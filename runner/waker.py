# SPDX-License-Identifier: MIT
"""What the runner does to wake the machine, and the wake-up request that must be refused.

system_wakeup and a key both end in the wake-up reason `other`, which PM1 status shows as the power button. A machine that
runs answers system_wakeup with an error (QEMU 4.1 and later).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from runner.contract import WAKES_FROM_OUTSIDE
from runner.qmp import Qmp

_TRIES = 50  # system_wakeup again after an error: each waits for the answer to a query-status
_SOURCES = {
    "auto": "what was to wake it",  # from a guest that did not say which
    "rtc": "the guest's RTC alarm",
    "pm_timer": "the ACPI PM timer",
    "qmp": "system_wakeup (QMP)",
    "keyboard": "a key of the PS/2 keyboard (QMP input-send-event)",
}
# A modifier, down and up: whoever reads the keyboard later makes nothing of it.
KEY = [
    {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": "shift"}}} for down in (True, False)
]  # fmt: skip


class WhileRunning(NamedTuple):
    """The answer to system_wakeup while the machine ran. `text`: the error's."""

    refused: bool
    text: str


class Waker:
    """Wakes one machine from outside, where that is what `--wake` or the guest says."""

    def __init__(self, wake: str, machine: str) -> None:
        self.wake, self.machine = wake, machine
        self._now = wake  # what wakes it from the sleep that was announced last
        self.while_running: WhileRunning | None = None  # None: not asked, not answered, or the machine did not run
        self._cannot = ""
        self._qmp: Qmp | None = None
        self._asked: dict[int, str] = {}
        self._tries = 0
        self._early: list[dict[str, Any] | str] = []  # answers to status, system_wakeup, status; SUSPEND events between
        self._early_ids: list[int] = []

    def greeted(self, qmp: Qmp) -> None:
        """QMP is there. The guest has just been started: its wake-up must be refused."""
        self._qmp = qmp
        if self.wake in ("qmp", "auto"):
            self._ask("query-current-machine")
        if self.wake == "qmp":
            self._early_ids = [qmp.send(command) for command in ("query-status", "system_wakeup", "query-status")]

    @property
    def cannot(self) -> str:
        """Why the machine, which is to be woken from outside, can never be; empty: nothing speaks against it."""
        return self._cannot if self._now in WAKES_FROM_OUTSIDE else ""

    def announced(self, wake: str) -> None:
        """The guest is about to sleep, and says what will wake it, which is its choice with `--wake auto` alone."""
        self._now = wake if self.wake == "auto" and wake in _SOURCES else self.wake

    def suspended(self) -> None:
        """A SUSPEND event."""
        self._tries = 0
        if len(self._early) < len(self._early_ids):
            self._early.append("SUSPEND")

    def answered(self, message: dict[str, Any]) -> bool:
        """Takes an answer. True: it is an error that leaves open whether the machine sleeps."""
        ident = message.get("id", 0)
        if ident in self._early_ids:
            self._early.append(message)
            if ident == self._early_ids[-1]:
                self._judge_early()
            return False
        asked = self._asked.pop(ident, "")
        if asked == "query-current-machine" and isinstance(message.get("return"), dict):
            if message["return"].get("wakeup-suspend-support") is False:
                self._cannot = f"{self.machine} does not support being woken by QMP (query-current-machine says so)"
        elif asked == "input-send-event" and "error" in message:
            self._cannot = f"QEMU refused the key: {_text(message)}"
        return asked == "system_wakeup" and "error" in message

    def wake_up(self) -> None:
        """The machine sleeps."""
        if self._now not in WAKES_FROM_OUTSIDE or self._qmp is None or self.cannot or self._tries >= _TRIES:
            return
        self._tries += 1
        if self._now == "qmp":
            self._ask("system_wakeup")
        elif self._tries == 1:
            self._ask("input-send-event", events=KEY)

    def source(self) -> str:
        return _SOURCES[self._now]

    def _ask(self, command: str, **arguments: Any) -> None:
        assert self._qmp is not None
        self._asked[self._qmp.send(command, **arguments)] = command

    def _judge_early(self) -> None:
        if len(self._early) != 3 or "SUSPEND" in self._early:
            return
        before, wakeup, after = self._early
        assert isinstance(before, dict) and isinstance(wakeup, dict) and isinstance(after, dict)
        if all(isinstance(m.get("return"), dict) and m["return"].get("status") == "running" for m in (before, after)):
            self.while_running = WhileRunning("error" in wakeup, _text(wakeup))


def _text(message: dict[str, Any]) -> str:
    error = message.get("error")
    return str(error.get("desc", error)) if isinstance(error, dict) else ""
