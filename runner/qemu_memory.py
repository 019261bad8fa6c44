# SPDX-License-Identifier: MIT
"""QEMU's own resident memory over many S3 cycles, read while the machine sleeps: does it grow?

Own is what is neither the guest's (RAM, BARs and ROMs: it fills while the guest first touches it) nor the translator's
cache. QEMU asks the kernel not to copy the guest's memory into a child (MADV_DONTFORK, VmFlags `dc` in smaps), and of what
is left only the cache is writable and executable. Spec: Linux Documentation/filesystems/proc.rst, proc_pid_smaps(5).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import NamedTuple

# smaps takes 5 to 10 ms (some 500 mappings): not in each cycle of a long run.
_SAMPLES = 96
# Measured on QEMU 5.2, 7.2, 10.0 and 11.1, pc and q35, 20 runs of 300 to 3,000 cycles, each judged at every length from 200 cycles
# on, 1,622 in all: none grows; some 0.25 kB a cycle do stay in QEMU, on all four. With 16 KiB a cycle added to the same runs of
# s3.contract 80 % grow, with 64 KiB 92 %, and the rest is noisy, none steady. Where cycles take only some milliseconds, memory
# that QEMU frees late swings by 20 MB. Below 200 cycles the allocators still settle. One page a cycle is no more than a surface
# of 32 x 32 pixels that somebody forgets.
LEAST_CYCLES = 200
LIMIT_BYTES = 4096
_STRETCHES = 8
_MAPPING = re.compile(rb"^[0-9a-f]+-[0-9a-f]+ (\S{4}) .*\n(?:.*\n)*?Rss: +(\d+) kB\n(?:.*\n)*?VmFlags:(.*)$", re.MULTILINE)


class Trend(NamedTuple):
    """Growth for each cycle. `slope`: the median of the slopes from stretch to stretch; `noise`: the slope that four times the
    spread of the values around it (first to last decile) could pass for, or twice the slopes' median deviation; `least`: from
    the highest of the first three stretches to the lowest of the last three."""

    slope: float
    noise: float
    least: float

    def verdict(self) -> str:
        """A leak moves all slopes and leaves all early values behind; an allocator that steps, peaks or swings does not."""
        if self.slope > max(LIMIT_BYTES, self.noise) and self.least > LIMIT_BYTES:
            return "grows"
        return "steady" if self.noise < LIMIT_BYTES else "noisy"


class Summary(NamedTuple):
    """What a run's samples say. Bytes; None where the kernel did not let us look, or cycles were too few."""

    pid: int
    cycles: int
    rss_first: int | None
    rss_last: int | None
    rss_most: int | None
    own_first: int | None
    own_last: int | None
    slope: float | None
    noise: float | None
    verdict: str  # steady, grows, noisy (growth of LIMIT_BYTES would not show), too_few_cycles, unknown


class QemuMemory:
    """Takes the samples of one run."""

    def __init__(self, pid: int, cycles: int) -> None:
        self.pid = pid
        self.cycles = 0
        self.rss: list[int] = []  # first, last and most
        self.own: list[tuple[int, int]] = []  # cycle, bytes
        self._guest = -1  # what is not its own, at the last look
        self._between: list[tuple[int, int]] = []  # cycle, resident, since then
        self._stride = max(1, -(-cycles // _SAMPLES))
        self._page = os.sysconf("SC_PAGE_SIZE")
        try:
            self._statm = os.open(f"/proc/{pid}/statm", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._statm = -1

    def sample(self) -> None:
        """Once each cycle, when everything is at rest."""
        self.cycles += 1
        try:
            resident = int(os.pread(self._statm, 128, 0).split()[1]) * self._page
            self.rss = [self.rss[0], resident, max(self.rss[2], resident)] if self.rss else [resident] * 3
            if self.cycles % self._stride and self.cycles != 1:
                self._between.append((self.cycles, resident))
                return
            with open(f"/proc/{self.pid}/smaps", "rb") as file:
                own = own_bytes(file.read())
            if resident - own == self._guest:  # then it stood still in between, and the rest of each sum was its own
                self.own += [(cycle, each - self._guest) for cycle, each in self._between]
            self.own.append((self.cycles, own))
            self._guest, self._between = resident - own, []
        except (OSError, IndexError, ValueError):
            pass  # it has ended, or is not ours to look into: `unknown`

    def summary(self) -> Summary:
        found = trend(self.own) if self.cycles >= LEAST_CYCLES else None
        if found is not None:
            verdict = found.verdict()
        else:
            verdict = "too_few_cycles" if self.own else "unknown"
        first, last, most = self.rss or (None, None, None)
        own_first, own_last = (self.own[0][1], self.own[-1][1]) if self.own else (None, None)
        slope, noise = found[:2] if found else (None, None)
        return Summary(self.pid, self.cycles, first, last, most, own_first, own_last, slope, noise, verdict)

    def close(self) -> None:
        if self._statm >= 0:
            os.close(self._statm)
            self._statm = -1


def own_bytes(smaps: bytes) -> int:
    """Resident bytes of all mappings but the guest's memory and the translator's cache."""
    kilobytes = 0
    for access, resident, flags in _MAPPING.findall(smaps):
        if b"dc" not in flags.split() and access[1:3] != b"wx":
            kilobytes += int(resident)
    return kilobytes * 1024


def trend(points: Sequence[tuple[int, int]]) -> Trend | None:
    """Growth over the second half (the first fills caches), from (cycle, bytes); None: too few points.

    Each stretch stands at the first quartile of its points: QEMU frees much of what a wake-up builds anew only later (RCU), and is
    up to 20 MB above its floor when cycles follow each other fast. A leak raises the floor.
    """
    half = [point for point in points if point[0] > points[-1][0] / 2] if points else []
    if len(half) < 2 * _STRETCHES:
        return None
    bounds = [number * len(half) // _STRETCHES for number in range(_STRETCHES + 1)]
    floors = [sorted(half[begin:end], key=lambda point: point[1])[(end - begin) // 4] for begin, end in zip(bounds, bounds[1:])]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(floors, floors[1:])]
    slope = _median(slopes)
    rest = sorted(value - slope * cycle for cycle, value in half)
    spread = rest[len(rest) * 9 // 10] - rest[len(rest) // 10]
    noise = max(4 * spread / (half[-1][0] - half[0][0]), 2 * _median([abs(each - slope) for each in slopes]))
    highest, lowest = max(floors[:3], key=lambda point: point[1]), min(floors[-3:], key=lambda point: point[1])
    return Trend(slope, noise, (lowest[1] - highest[1]) / (lowest[0] - highest[0]))


def _median(values: Sequence[float]) -> float:  # the module statistics takes longer to import than all samples of a run
    ranked, half = sorted(values), len(values) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2
