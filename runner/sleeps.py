# SPDX-License-Identifier: MIT
"""QEMU's SUSPEND and WAKEUP events against the guest's `# suspended` and `# resumed` lines.

Each sleep is four messages: `# suspended`, SUSPEND, WAKEUP, `# resumed`. QEMU writes them in this order, but to two streams, so
of the other stream we know at any time only what must have come by then. The end compares exactly.
"""

from __future__ import annotations

from typing import NamedTuple


class Disagreement(NamedTuple):
    side: str
    text: str


class Counts(NamedTuple):
    """For the result. `agree` is None where it cannot be known: no QMP, or a guest that slept before QMP was ready."""

    suspend: int
    wakeup: int
    agree: bool | None


class Sleeps:
    """Counts the four messages, until the first disagreement."""

    def __init__(self) -> None:
        self.suspended = self.resumed = 0  # lines
        self.suspend = self.wakeup = 0  # events
        self.first: Disagreement | None = None
        self._is_heard = False

    def listen(self) -> None:
        """QMP is ready. QEMU keeps no events for us: a sleep before this may have lost its own."""
        self._is_heard = self.suspended == 0

    def event(self, name: str) -> None:
        """Any event, as soon as it is received."""
        if name == "SUSPEND":
            self.suspend += 1
        elif name == "WAKEUP":
            self.wakeup += 1
            if self.wakeup > self.suspend:
                self._disagree("QEMU", f"a WAKEUP event (number {self.wakeup}) without a SUSPEND event before it")

    def fell_asleep(self) -> None:
        """A SUSPEND event was received, and after it all that the serial port had."""
        if self.suspend > self.suspended:
            text = f"QEMU suspended the machine (SUSPEND number {self.suspend}), and the guest had not said `# suspended`"
            self._disagree("guest", text)

    def announced(self) -> None:
        """`# suspended` was read, and after it all that QMP had."""
        self._compare()
        self.suspended += 1

    def came_back(self) -> None:
        """`# resumed` was read, and after it all that QMP had."""
        self.resumed += 1
        if self.resumed > self.wakeup:
            text = f"the guest said `# resumed` (number {self.resumed}), and QEMU had woken nothing: no WAKEUP event"
            self._disagree("guest or QEMU", text)

    def end(self, is_at_rest: bool) -> None:
        """Nothing more comes. Not `is_at_rest`: the run was cut short, and its last sleep may lack what was to come."""
        self.fell_asleep()
        said, slept, woke, back = self.suspended, self.suspend, self.wakeup, self.resumed
        asleep_for_good = said == slept == woke + 1 == back + 1  # a limit says so
        cut_short = said >= slept >= woke >= back >= said - 1
        if not asleep_for_good and not (cut_short and not is_at_rest):
            self._compare()

    def counts(self) -> Counts:
        return Counts(self.suspend, self.wakeup, self.first is None if self._is_heard else None)

    def _compare(self) -> None:
        """All four must have come for each sleep that was announced."""
        if self.suspend < self.suspended:
            text = f"the guest said `# suspended` (number {self.suspended}), and QEMU suspended nothing: no SUSPEND event"
            self._disagree("guest or chipset", text)
        elif self.resumed < self.wakeup and self.resumed < self.suspended:
            text = f"the machine woke (WAKEUP number {self.resumed + 1}), and firmware or guest did not come back: no `# resumed` line"
            self._disagree("firmware or guest", text)
        elif self.wakeup < self.suspended:
            self._disagree("QEMU", f"the guest went on after sleep number {self.suspended}, and QEMU gave no WAKEUP event")

    def _disagree(self, side: str, text: str) -> None:
        if self._is_heard:
            self.first = self.first or Disagreement(side, text)
