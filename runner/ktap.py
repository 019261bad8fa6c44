# SPDX-License-Identifier: MIT
"""Incremental reader of the serial report (KTAP version 1 and our `#` lines).

Spec: docs/serial-report.md and https://docs.kernel.org/dev-tools/ktap.html. The reader only records; verdict.py judges.
A line that breaks the grammar is kept in Report.problems with its number; a line that is no part of the grammar at all
(firmware talking on the same port) is noise.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from runner.contract import DIRECTIVES, FIRST_LINE
from runner.position import Tracker

_RESULT = re.compile(r"(not )?ok (\d{1,9}) ([a-z0-9_.]+)(?: # ([A-Z]+)(?: (.*))?)?$")
_PLAN = re.compile(r"1\.\.(\d{1,9})$")
_END = re.compile(r"end token=(\S+) outcome=(\S+) exit=(\d{1,4})$")
_FIRST = re.compile(re.escape(FIRST_LINE) + r"(\S+) token=(\S+)\s*$")
_FRAME = re.compile(r"frame \d+ (0x[0-9a-fA-F]{1,16})\b")
_LINE_LIMIT = 64 * 1024  # a longer line is cut there: a flood without a newline must not fill our memory
_KEEP = 1000  # details, noise lines and problems kept of each kind; the log itself is on disk


class Result(NamedTuple):
    """One `ok` or `not ok` line. `block` holds the checks when the test has subtest lines."""

    number: int
    name: str
    outcome: str
    reason: str
    details: tuple[str, ...]
    block: Block | None
    line: int
    depth: int

    def values(self) -> dict[str, str]:
        """The measurements `# name key=value ...` that carry this result's name."""
        found: dict[str, str] = {}
        for detail in self.details:
            name, _, rest = detail.partition(" ")
            if name == self.name:
                found.update(pairs(rest))
        return found


class Block:
    """One KTAP block: a plan and its results."""

    __slots__ = ("name", "plan", "results", "pending", "line")

    def __init__(self, line: int) -> None:
        self.name: str | None = None
        self.plan: int | None = None
        self.results: list[Result] = []
        self.pending: list[str] = []
        self.line = line


class End(NamedTuple):
    token: str
    outcome: str
    exit: int


class Event(NamedTuple):
    """Something the watcher or the progress display wants to know at once."""

    kind: str  # started, restarted, result, suspended, resumed, running, hold, panic, ended
    text: str = ""
    result: Result | None = None


def pairs(text: str) -> dict[str, str]:
    """`a=1 b=2` as a dict; words without `=` are left out."""
    return dict(word.split("=", 1) for word in text.split() if "=" in word)


class Report:
    """Everything a serial log says. Feed it bytes as they come, then call finish()."""

    def __init__(self) -> None:
        self.version = self.token = ""
        self.starts = 0
        self.root: Block | None = None
        self.end: End | None = None
        self.summary: dict[str, str] | None = None
        self.memory: list[dict[str, str]] = []
        self.notes: list[str] = []  # `#` lines outside any result: machine, qxl, panic text and so on
        self.panic: str | None = None
        self.registers: list[str] = []
        self.frames: list[int] = []
        self.suspended = 0
        self.resumed = 0
        self.wakes: dict[str, int] = {}  # what woke the machine, as the guest says, and how often
        self.asleep = False  # `# suspended` was the last thing said
        self.pixels: list[str] = []  # `# pixels` lines: runner/pixels.py
        self.running = ""
        self.tracker = Tracker()
        self.noise: list[str] = []
        self.problems: list[str] = []
        self.unfinished: list[Block] = []  # tests whose checks are there and whose own result is not
        self.lines = 0
        self.partial = b""
        self._stack: list[Block] = []
        self._cut = False

    def feed(self, data: bytes) -> list[Event]:
        """Takes the next bytes of the log; returns what became known."""
        self.partial += data
        if b"\n" not in data and len(self.partial) <= _LINE_LIMIT:
            return []
        *lines, self.partial = self.partial.split(b"\n")
        events: list[Event] = []
        for line in lines:
            if self._cut:  # the rest of a line that was cut
                self._cut = False
                continue
            self._take(line, events)
        if len(self.partial) > _LINE_LIMIT:
            if not self._cut:
                self._take(self.partial[:_LINE_LIMIT], events)
            self._cut, self.partial = True, b""
        return events

    def finish(self) -> list[Event]:
        """The log ends here: takes a last line without newline, and notes blocks that nobody closed."""
        events: list[Event] = []
        if self.partial and not self._cut:
            self._take(self.partial, events)
        self.partial = b""
        for block in self._stack[1:]:
            self._problem(f"the subtest block of {block.name or '(no name)'} (line {block.line}) has no result of its own")
        if self._stack:
            self.notes += self._stack[0].pending[:_KEEP]
        self.unfinished += self._stack[1:]
        del self._stack[1:]
        return events

    def results(self) -> list[Result]:
        return self.root.results if self.root else []

    # -- reading ---------------------------------------------------------------------------------------------------

    def _take(self, raw: bytes, events: list[Event]) -> None:
        self.lines += 1
        line = raw.decode("utf-8", "replace").rstrip("\r\n ")
        at = line.find(FIRST_LINE)
        if at >= 0:  # also in the middle of a line: firmware or a reset leave lines unfinished
            self._first(line[at:], events)
            return
        if self.starts != 1:  # before the report, or in the one of a second boot, which counts for nothing
            if line:
                self._keep(self.noise, line)
            return
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        depth, rest = divmod(indent, 4)
        if not body:
            return
        if rest:
            self._keep(self.noise, line)
        elif body.startswith("# "):
            self._comment(depth, body[2:], events)
        elif body == "KTAP version 1":
            self._open(depth)
        elif match := _PLAN.match(body):
            self._plan(depth, int(match[1]))
        elif body.startswith(("ok ", "not ok ")):
            self._result(depth, body, events)
        else:
            self._keep(self.noise, line)

    def _first(self, line: str, events: list[Event]) -> None:
        self.starts += 1
        if self.starts > 1:
            events.append(Event("restarted", line))
            return
        if match := _FIRST.match(line):
            self.version, self.token = match[1], match[2]
        else:
            self._problem(f"line {self.lines}: the first line carries no token: {line!r}")
        events.append(Event("started", line))

    def _open(self, depth: int) -> None:
        block = Block(self.lines)
        if depth != len(self._stack):
            self._problem(f"line {self.lines}: a KTAP block opens at depth {depth}, expected depth {len(self._stack)}")
            if depth > len(self._stack) or depth == 0:
                return
            del self._stack[depth:]
        if depth == 0:
            self.root = block
        self._stack.append(block)

    def _plan(self, depth: int, count: int) -> None:
        if depth >= len(self._stack):
            self._problem(f"line {self.lines}: a plan outside any KTAP block")
        elif self._stack[depth].plan is not None:
            self._problem(f"line {self.lines}: a second plan for the same block")
        elif self._stack[depth].results:
            self._problem(f"line {self.lines}: the plan comes after results")
        else:
            self._stack[depth].plan = count

    def _result(self, depth: int, body: str, events: list[Event]) -> None:
        match = _RESULT.match(body)
        if not match:
            self._problem(f"line {self.lines}: not a result line: {body[:120]!r}")
            return
        if depth >= len(self._stack):
            self._problem(f"line {self.lines}: a result outside any KTAP block: {body[:120]!r}")
            return
        if self.end:
            self._problem(f"line {self.lines}: a result after the last line: {body[:120]!r}")
        directive = match[4] or ""
        outcome = DIRECTIVES.get(directive, (None, None))[1 if match[1] else 0]
        if outcome is None:
            self._problem(f"line {self.lines}: {directive!r} does not go with this line: {body[:120]!r}")
            outcome = "not_ok" if match[1] else "error"
        number, name, reason = int(match[2]), match[3], match[5] or ""
        block, child = self._stack[depth], None
        if len(self._stack) > depth + 1:
            child = self._stack[depth + 1]
            if len(self._stack) > depth + 2:
                self._problem(f"line {self.lines}: {name} ends while a deeper subtest block is open")
            if child.name and child.name != name:
                self._problem(f"line {self.lines}: the subtest block is named {child.name}, its result {name}")
            block.pending += child.pending  # details after the last check belong to the test
            del self._stack[depth + 1 :]
        result = Result(number, name, outcome, reason, tuple(block.pending), child, self.lines, depth)
        block.pending = []
        block.results.append(result)
        self.tracker.result(depth, name, outcome)
        events.append(Event("result", name, result))

    def _comment(self, depth: int, text: str, events: list[Event]) -> None:
        word, _, rest = text.partition(" ")
        if word == "Subtest:" and 0 < depth <= len(self._stack):
            if depth < len(self._stack):
                self._stack[depth].name = rest
                self.tracker.subtest(depth, rest)
            return
        if word == "running":
            self.running = rest
            self.tracker.running(depth, rest)
            events.append(Event("running", rest))
            return
        if word == "suspended":
            self.suspended += 1
            self.asleep = True
            self.tracker.suspended()
            events.append(Event("suspended", pairs(rest).get("wake", "")))
            return
        if word == "resumed":
            if not self.asleep:
                self._problem(f"line {self.lines}: `# resumed` without `# suspended` before it")
            self.asleep = False
            self.resumed += 1
            wake = pairs(rest).get("wake", "unknown")
            if wake in self.wakes or len(self.wakes) < _KEEP:
                self.wakes[wake] = self.wakes.get(wake, 0) + 1
            self.tracker.resumed()
            events.append(Event("resumed", rest))
            return
        if word == "pixels":
            self._keep(self.pixels, rest)
            return
        if word == "hold":
            events.append(Event("hold", rest))
            return
        if word == "panic":
            if self.panic is None:
                self.panic = rest
                events.append(Event("panic", rest))
        elif word == "reg":
            self._keep(self.registers, rest)
        elif match := _FRAME.match(text):
            self._keep(self.frames, int(match[1], 16))
        elif depth == 0 and word == "summary":
            self.summary = pairs(rest)
        elif depth == 0 and word == "memory" and rest.startswith("device="):
            self._keep(self.memory, pairs(rest))
        elif depth == 0 and word == "end":
            self._end(text, events)
        elif depth == 0 and word == "machine":
            self._keep(self.notes, text)
        elif depth < len(self._stack):
            self._keep(self._stack[depth].pending, text)
        elif self._stack:
            self._keep(self._stack[-1].pending, text)
        else:
            self._keep(self.notes, text)

    def _end(self, text: str, events: list[Event]) -> None:
        match = _END.match(text)
        if not match:
            self._problem(f"line {self.lines}: not a last line: {text!r}")
        elif self.end:
            self._problem(f"line {self.lines}: a second last line")
        else:
            self.end = End(match[1], match[2], int(match[3]))
            events.append(Event("ended", match[2]))

    def _problem(self, text: str) -> None:
        self._keep(self.problems, text)

    @staticmethod
    def _keep(kept: list, item: object) -> None:
        if len(kept) < _KEEP:
            kept.append(item)
