# SPDX-License-Identifier: MIT
"""The result for people: a line for each test as it comes, and a verdict that is read in five seconds."""

from __future__ import annotations

import os
import re
import sys
import time
from typing import TextIO

from runner import errors
from runner.ktap import Event, Result
from runner.qemu_memory import Summary
from runner.result import RunResult

_WORDS = {"ok": "ok", "skip": "skip", "known": "known", "error": "ERROR", "not_ok": "NOT OK"}
_VERDICTS = {
    "pass": "PASS", "not_ok": "FAIL", "error": "ERROR", "skipped": "SKIPPED", "crash": "CRASH", "timeout": "TIME LIMIT", "interrupted": "INTERRUPTED",
}  # fmt: skip
_COLOURS = {"pass": 32, "ok": 32, "skip": 33, "skipped": 33, "known": 33}
_LATER_CYCLE = re.compile(r"cycle([2-9]|\d{2,})(\.|$)")
_REASONS, _DETAILS, _FRAMES = 12, 12, 12
_SILENCE_S = 10.0


class Progress:
    """Prints results live. Checks of the first S3 cycle are shown one by one, of later cycles only what is not ok.

    A long run says every ten seconds how far it is.
    """

    def __init__(self, out: TextIO, verbose: bool, cycles: int = 0, is_live: bool = True) -> None:
        self.out, self.verbose, self.cycles, self.is_live = out, verbose, cycles, is_live
        self.last = self.printed = time.monotonic()

    def __call__(self, event: Event) -> None:
        now = time.monotonic()
        if event.result is not None:
            if not self.verbose and self._shown(event.result):
                seconds = now - self.last if self.is_live else None
                self._print(_result_line(event.result, seconds, self.out))
            if event.result.depth == 0:
                self.last = now
        elif event.kind == "started":
            self.last = now
        elif event.kind == "panic":
            self._print(f"  panic: {event.text}")
        elif event.kind == "running" and self.is_live and now - self.printed > _SILENCE_S and not self.verbose:
            if match := _LATER_CYCLE.match(event.text):
                self._print(f"    ...    cycle {match[1]} of {self.cycles}")

    def _print(self, line: str) -> None:
        print(line, file=self.out, flush=True)
        self.printed = time.monotonic()

    @staticmethod
    def _shown(result: Result) -> bool:
        if result.depth and result.outcome == "skip" and result.name.startswith("not_reached."):
            return False  # what an earlier check kept from running
        return result.outcome != "ok" or not _LATER_CYCLE.match(result.name)


def _result_line(result: Result, seconds: float | None, out: TextIO) -> str:
    indent = "  " * (result.depth + 1)
    took = result.values().get("us")
    if took is None and result.depth == 0 and seconds is not None:
        took = str(round(seconds * 1e6))  # measured here, from result to result
    name = f"{indent}{_paint(f'{_WORDS[result.outcome]:<6}', result.outcome, out)} {result.name}"
    plain = len(indent) + 7 + len(result.name)
    line = f"{name}{' ' * max(1, 60 - plain)}{_duration(took):>9}" if took else name
    return f"{line}  {result.reason}" if result.reason else line


def _duration(us: str) -> str:
    try:
        value = float(us)
    except ValueError:
        return us
    return f"{value:.0f} us" if value < 1000 else f"{value / 1000:.1f} ms" if value < 1e6 else f"{value / 1e6:.2f} s"


def _paint(text: str, outcome: str, out: TextIO) -> str:
    if not out.isatty() or "NO_COLOR" in os.environ:
        return text
    return f"\x1b[{_COLOURS.get(outcome, 31)}m{text}\x1b[0m"


def verdict(result: RunResult, out: TextIO) -> None:
    """Prints the verdict: one line when all is well, else also why, where to look and how to do it again."""
    judged = result.verdict
    head = _paint(_VERDICTS[judged.outcome], judged.outcome, out)
    config = result.config
    where = ""
    if config is not None:
        revision = _revision(result)
        device = f"{config.device} rev {revision}" if revision else config.device
        machine = config.machine if config.firmware == "seabios" else f"{config.machine} {config.firmware}"
        where = f"   ({machine}, {device}, QEMU {result.qemu_version or 'unknown'}, {result.accel})"
    print(f"{head}  {_counts(result)}  in {result.duration_s:.2f} s{where}", file=out)
    for reason in judged.reasons[:_REASONS]:
        print(f"  [{reason.side}] {reason.text}", file=out)
        told = [line for line in _worth_telling(reason.details) if line not in reason.text]
        for line in told[:_DETAILS]:
            print(f"      {line}", file=out)
        if len(told) > _DETAILS:
            print(f"      ... and {len(told) - _DETAILS} more in serial.log", file=out)
    if len(judged.reasons) > _REASONS:
        print(f"  ... and {len(judged.reasons) - _REASONS} more", file=out)
    if position := result.position():
        print(f"  where       {position.text(config.cycles if config else None)}", file=out)
    for cycles in result.report.tracker.cycles:
        if cycles.first_bad:
            print(f"  cycles      {cycles.passed} of {cycles.test} held, then {cycles.first_bad} did not", file=out)
    if result.memory and result.memory.slope is not None:
        print(f"  QEMU memory {_memory(result.memory)}", file=out)
    for test in result.report.results():
        if test.outcome == "known":
            print(f"  known: {test.name}: {test.reason}", file=out)
    if judged.exit == errors.PASS:
        return
    for line in result.backtrace[:_FRAMES]:
        print(f"  {line}", file=out)
    if result.folder:
        _where_to_look(result, out)


def _worth_telling(details: tuple[str, ...]) -> list[str]:
    """What explains a failure, first of all what was expected; without that, all but bare measurements."""
    told = [line for line in details if "expected" in line]
    told += [line for line in details if line.startswith(("at ", "leak ")) and line not in told]
    return told or [line for line in details if not re.search(r"\bus=\d+$", line)]


def _where_to_look(result: RunResult, out: TextIO) -> None:
    stderr = os.path.join(result.folder, "qemu.log")
    if result.ending.kind in ("died", "no_start", "internal_error"):
        for line in tail(stderr, 8):
            print(f"      qemu: {line}", file=out)
    files = ", ".join(("serial.log", "qemu.log", "result.json", *result.evidence))
    print(f"  run folder  {short_path(result.folder)}  ({files})", file=out)
    for line in result.missing:
        print(f"  could not get {line}", file=out)
    print(f"  run again   {result.again}", file=out)
    print("  QEMU alone  see command.txt in the run folder", file=out)


def short_path(path: str) -> str:
    """Relative to where the user stands, when that is shorter."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(path) else path


def tail(path: str, count: int) -> list[str]:
    """The last lines of a file, read from its end."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.path.getsize(path) - 8192))
            return file.read().decode("utf-8", "replace").splitlines()[-count:]
    except OSError:
        return []


def _counts(result: RunResult) -> str:
    counts, leaked = result.verdict.counts, result.verdict.leaked_bytes
    words = (("ok", "ok"), ("not_ok", "not ok"), ("error", "error"), ("skip", "skipped"), ("known", "known"))
    said = [f"{counts[key]} {word}" for key, word in words if counts[key] or key == "ok"]
    if leaked is not None:
        said.append(f"{leaked} leaked bytes")
    return ", ".join(said)


def _memory(memory: Summary) -> str:
    return (
        f"{(memory.rss_last or 0) / 1e6:.1f} MB resident, {(memory.own_last or 0) / 1e6:.1f} MB of it its own; "
        f"{memory.slope:+.0f} bytes a cycle (noise {memory.noise:.0f}) over {memory.cycles} cycles: {memory.verdict}"
    )


def _revision(result: RunResult) -> str:
    if result.config and result.config.revision:
        return str(result.config.revision)
    lines = [*result.report.notes, *(line for test in result.report.results() for line in test.details)]
    found = (re.search(r"^qxl.* revision=(\d+)", line) for line in lines)
    return next((match[1] for match in found if match), "")


def complain(message: str, remedy: str = "", output: str = "") -> None:
    """An error of use or set-up, on standard error."""
    if output:
        print(output.rstrip(), file=sys.stderr)
    print(f"run.py: {message}", file=sys.stderr)
    if remedy:
        print(f"        {remedy}", file=sys.stderr)
