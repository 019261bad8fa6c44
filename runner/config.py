# SPDX-License-Identifier: MIT
"""The options of one run, checked."""

from __future__ import annotations

import os
from typing import NamedTuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GUEST_BUILD = os.path.join(ROOT, "build", "guest")
KERNEL = os.path.join(GUEST_BUILD, "qxl-test-guest.elf")
ISO = os.path.join(GUEST_BUILD, "qxl-test-guest.iso")
RUNS = os.path.join(ROOT, "runs")
INACTIVITY_S = 20.0  # above the longest limit of the guest's own (10 s): it knows better what it waited for
SCENE_S = 0.5  # for a random scene; they take a tenth of it on a machine that does nothing else
WAKE_S = 5.0  # an RTC alarm has a granularity of one second; system_wakeup takes milliseconds


class Config(NamedTuple):
    """One run: what to boot, on which machine, what to ask of the guest, and how to watch it."""

    patterns: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()  # empty: the guest's default, main
    qemu: str = "qemu-system-x86_64"
    accel: str = "auto"
    machine: str = "pc"
    device: str = "qxl-vga"
    revision: int | None = None
    boot: str = "kernel"
    memory: int = 128  # MiB
    firmware: str = "seabios"
    secondary: int = 0  # devices `qxl` beside the first one
    properties: tuple[tuple[str, int], ...] = ()  # of the QXL devices, by QEMU's names
    client: bool = False  # a SPICE client comes and goes
    cycles: int = 1
    wake: str = "auto"
    delay: str | None = None  # MIN:MAX:STEP in microseconds
    stop_after: str | None = None
    timeout: float | None = None
    inactivity: float = INACTIVITY_S
    json: str | None = None
    junit: str | None = None
    keep: str | None = None
    qemu_args: tuple[str, ...] = ()
    break_name: str | None = None
    mistake: str | None = None
    seed: int | None = None
    count: int | None = None
    only: str | None = None
    screens: bool = False
    kernel: str = KERNEL
    iso: str = ISO
    build: bool = True
    verbose: bool = False

    def time_limit(self) -> float:
        """Seconds for the whole run. A wake-up takes up to 2.4 s (PM timer), and a slow host multiplies everything."""
        return self.timeout if self.timeout is not None else 60.0 + (3.0 + self._delay_s()) * self.cycles

    def with_limits(self, tests: int) -> Config:
        """The same with limits that leave room for so many tests, each of which may sleep in every cycle."""
        cycle_s = 3.0 + self._delay_s()
        timeout = 60.0 + cycle_s * self.cycles * tests + SCENE_S * (self.count or 0)
        if self.timeout is not None:
            timeout = self.timeout
        return self._replace(timeout=timeout, inactivity=self.inactivity + self._delay_s())

    def _delay_s(self) -> float:
        """The longest time between a wake-up and the next sleep, in which the guest has nothing to say."""
        return int(self.delay.split(":")[1]) / 1e6 if self.delay else 0.0
