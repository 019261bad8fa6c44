# SPDX-License-Identifier: MIT
"""The result of one run: one model, from which human text, JSON and JUnit XML are written.

The JSON form is described in docs/result-json.md.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from runner.config import Config
from runner.ktap import Block, Report, Result
from runner.position import Position
from runner.qemu_memory import LIMIT_BYTES, Summary
from runner.sleeps import Counts
from runner.verdict import Ending, Verdict
from runner.waker import WhileRunning
from runner.watch import Stamp

if TYPE_CHECKING:
    from runner.screens import Summary as Screens

SCHEMA = 1


class RunResult(NamedTuple):
    """Everything known about a run. Fields about QEMU are empty for a log recorded elsewhere."""

    verdict: Verdict
    report: Report
    ending: Ending
    token: str | None = None
    config: Config | None = None
    accel: str = ""
    accel_reason: str = ""
    qemu_version: str = ""
    qemu_command: tuple[str, ...] = ()
    again: str = ""
    folder: str = ""
    log: str = ""
    duration_s: float = 0.0  # from the runner's start to the verdict
    machine_s: float = 0.0  # from QEMU's start to its end
    first_line_s: float | None = None
    stamps: tuple[Stamp, ...] = ()
    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    backtrace: tuple[str, ...] = ()
    stamps_left_out: int = 0
    sleeps: Counts | None = None  # None: a log from elsewhere
    while_running: WhileRunning | None = None
    memory: Summary | None = None
    pictures: tuple[str, ...] = ()
    screens: Screens | None = None

    def position(self) -> Position | None:
        """Where the run stood when it was cut short; None: it came to its own end, or never began."""
        if not self.report.starts or (self.report.end is not None and self.report.end.outcome != "crash"):
            return None
        return self.report.tracker.position()


def as_dict(result: RunResult) -> dict[str, Any]:
    """The JSON form. Keys that do not apply are null, so that a reader finds each of them."""
    verdict, report, config = result.verdict, result.report, result.config
    return {
        "schema": SCHEMA,
        "outcome": verdict.outcome,
        "exit_code": verdict.exit,
        "reasons": [
            {"side": r.side, "test": r.test or None, "text": r.text, "details": list(r.details), "exit_code": r.exit}
            for r in verdict.reasons
        ],
        "counts": verdict.counts,
        "leaked_bytes": verdict.leaked_bytes,
        "token": result.token,
        "guest_version": report.version or None,
        "tests": _block(report.root),
        "unfinished": [{"name": block.name, "checks": _block(block)} for block in report.unfinished],
        "memory": report.memory,
        "suspended": report.suspended,
        "resumed": report.resumed,
        "wakes": report.wakes,
        "cycles": [
            {"test": c.test, "begun": c.begun, "passed": c.passed, "first_bad": c.first_bad or None}
            for c in report.tracker.cycles
        ],
        "position": _position(result.position()),
        "sleep_events": None if result.sleeps is None else result.sleeps._asdict(),
        "wake_while_running": None if result.while_running is None else result.while_running._asdict(),
        "qemu_memory": None if result.memory is None else _memory(result.memory),
        "pictures": list(result.pictures),
        "screens": None if result.screens is None else result.screens._asdict(),
        "notes": report.notes,
        "panic": report.panic,
        "backtrace": list(result.backtrace),
        "ending": {
            "kind": result.ending.kind,
            "text": result.ending.text or None,
            "qemu_exit_code": result.ending.qemu_exit,
            "signal": result.ending.signal,
        },
        "machine": None if config is None else {
            "qemu": config.qemu,
            "qemu_version": result.qemu_version or None,
            "qemu_command": list(result.qemu_command),
            "accel": result.accel,
            "accel_reason": result.accel_reason,
            "machine": config.machine,
            "device": config.device,
            "revision": config.revision,
            "firmware": config.firmware,
            "boot": config.boot,
            "memory_mib": config.memory,
            "cycles": config.cycles,
            "wake": config.wake,
        },
        "again": result.again or None,
        "run_folder": result.folder or None,
        "log": result.log or None,
        "evidence": list(result.evidence),
        "evidence_missing": list(result.missing),
        "duration_s": round(result.duration_s, 6),
        "machine_s": round(result.machine_s, 6),
        "first_line_s": None if result.first_line_s is None else round(result.first_line_s, 6),
        "qmp_events": [{"at_s": s.at_s, "event": s.event, "data": s.data} for s in result.stamps],
        "qmp_events_left_out": result.stamps_left_out,
    }  # fmt: skip


def _position(position: Position | None) -> dict[str, Any] | None:
    if position is None:
        return None
    return {
        "test": position.test or None,
        "check": position.check or None,
        "cycle": position.cycle,
        "cycles_passed": position.cycles_passed,
        "step": position.step or None,
        "sleep": position.sleep or None,
        "results_before": position.results,
        "bad_before": list(position.bad),
    }


def _memory(memory: Summary) -> dict[str, Any]:
    return {
        "pid": memory.pid,
        "cycles": memory.cycles,
        "rss_first": memory.rss_first,
        "rss_last": memory.rss_last,
        "rss_most": memory.rss_most,
        "own_first": memory.own_first,
        "own_last": memory.own_last,
        "slope": None if memory.slope is None else round(memory.slope, 1),
        "noise": None if memory.noise is None else round(memory.noise, 1),
        "limit": LIMIT_BYTES,
        "verdict": memory.verdict,
    }


def _block(block: Block | None) -> list[dict[str, Any]]:
    return [_result(result) for result in block.results] if block else []


def _result(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "outcome": result.outcome,
        "reason": result.reason or None,
        "values": result.values(),
        "details": list(result.details),
        "line": result.line,
        "checks": _block(result.block),
    }


def write_json(result: RunResult, path: str) -> None:
    """Writes the JSON form; a reader never sees half a file."""
    fresh = f"{path}.{os.getpid()}.tmp"
    with open(fresh, "w", encoding="utf-8") as file:
        json.dump(as_dict(result), file, indent=1)
        file.write("\n")
    os.replace(fresh, path)
