# SPDX-License-Identifier: MIT
"""Judges a report and the way the machine ended.

A run passes only if nothing speaks against it: both tokens are the expected one, the first line came once, every block has
its plan and as many results as planned, numbered in order, every requested test was run, no result is bad and at least one
is ok, no BAR memory leaked, and outcome, `exit=` and QEMU's exit code are the agreed ones.

When several things are wrong the exit code is the first of these that applies; all of them are listed:

 1. 6 the machine or QEMU came down: panic, reset, internal error, death of QEMU. What else is missing follows from it.
 2. 7 we ended the run: total limit, inactivity limit, a wake-up that never came. 130 or 143: SIGINT or SIGTERM ended it.
 3. 4 QEMU did not start at all, or the guest did not understand its command line: nothing was tested.
 4. 6 the report cannot be trusted: tokens, plan, numbering, totals or exit code disagree, requested tests are missing, or
      QEMU's SUSPEND and WAKEUP events say something else than the guest.
 5. 3 a check of the device failed, also when other tests ended in error; or QEMU's own memory grows from cycle to cycle.
 6. 4 a test or its set-up is wrong, memory leaked and no check says why, or QEMU took a wake-up request while running.
 7. 5 nothing was ok: everything was skipped or is a known fault; or a test of group `contract` was skipped.
 8. 0 pass.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from typing import NamedTuple

from runner import errors
from runner.contract import ENDS, WEIGHT
from runner.ktap import Block, Report, Result


class Ending(NamedTuple):
    """How the machine ended. `kind` is one of KINDS; `text` says what happened and why, `remedy` what to do next."""

    kind: str
    text: str = ""
    remedy: str = ""
    qemu_exit: int | None = None
    signal: str | None = None


# kind -> (rank in the order above, exit code, side that is to blame)
KINDS = {
    "exited": (0, errors.PASS, ""),  # QEMU ended with an exit code that the guest chose: judged with the report
    "recorded": (0, errors.PASS, ""),  # a log from elsewhere: there is no exit code to judge
    "died": (1, errors.CRASH, "QEMU"),
    "reset": (1, errors.CRASH, "guest or firmware"),
    "internal_error": (1, errors.CRASH, "KVM"),
    "guest_panicked": (1, errors.CRASH, "guest"),
    "never_resumed": (1, errors.CRASH, "firmware"),
    "flood": (1, errors.CRASH, "guest"),
    "timeout": (2, errors.TIMEOUT, "guest"),
    "inactive": (2, errors.TIMEOUT, "guest"),
    "never_woke": (2, errors.TIMEOUT, "wake source"),
    "interrupted": (2, errors.INTERRUPTED, "user"),
    "no_start": (3, errors.ERROR, "set-up"),
}


class Reason(NamedTuple):
    """One thing that speaks against the run."""

    rank: int
    exit: int
    side: str
    text: str
    details: tuple[str, ...] = ()
    test: str = ""


class Verdict(NamedTuple):
    outcome: str  # pass, not_ok, error, skipped, crash, timeout, interrupted
    exit: int
    reasons: tuple[Reason, ...]
    counts: dict[str, int]
    leaked_bytes: int | None  # None: the report has no memory lines


NAMES = {
    errors.PASS: "pass",
    errors.FAILED: "not_ok",
    errors.ERROR: "error",
    errors.SKIPPED: "skipped",
    errors.CRASH: "crash",
    errors.TIMEOUT: "timeout",
    errors.INTERRUPTED: "interrupted",
    errors.TERMINATED: "interrupted",
}


def judge(
    report: Report, ending: Ending, token: str | None, requested: tuple[str, ...] | None, findings: Sequence[Reason] = ()
) -> Verdict:
    """The verdict. `token` and `requested` are None where nobody knows them (a log from elsewhere).

    `findings`: what the runner itself saw beside the report.
    """
    reasons: list[Reason] = []
    rank, code, side = KINDS[ending.kind]
    if ending.kind == "interrupted" and ending.signal:
        code = 128 + signal.Signals[ending.signal]
    if code:
        reasons.append(Reason(rank, code, side, ending.text, (ending.remedy,) if ending.remedy else ()))
    crashed = report.panic is not None or (report.end is not None and report.end.outcome == "crash")
    if crashed:
        reasons.append(Reason(1, errors.CRASH, "guest", f"the guest crashed: {report.panic or 'no cause given'}"))
    if report.starts > 1 and ending.kind != "reset":
        text = f"the first line came {report.starts} times: the machine rebooted instead of waking up or ending"
        reasons.append(Reason(1, errors.CRASH, "guest or firmware", text))
    usage = report.end is not None and report.end.outcome == "usage"
    if usage:
        said = tuple(report.notes[-4:]) or ("no reason given",)
        reasons.append(Reason(3, errors.ERROR, "test or set-up", "the guest did not understand its command line", said))

    _results(report.results(), reasons, "")
    for block in report.unfinished:
        _results(block.results, reasons, block.name or "")
    _memory(report, reasons)
    trust = _tokens(report, token)
    if not reasons or all(reason.rank > 3 for reason in reasons):  # else the report ends early, and we know why
        trust += _complete(report, ending, requested)
    reasons += [Reason(4, errors.CRASH, "report", text) for text in trust]
    reasons += findings

    counts = count(report.results())
    if not reasons and counts["ok"] == 0:
        text = "nothing was ok: every test was skipped or shows a known fault"
        reasons.append(Reason(7, errors.SKIPPED, "test or set-up", text))
    elif not reasons and (name := skipped_contract(report)):
        why = next((result.reason for result in report.results() if result.name == name), "")
        reasons.append(Reason(7, errors.SKIPPED, "platform", f"{name}, what the run is for, was skipped: {why}", (), name))
    reasons.sort(key=lambda reason: reason.rank)
    exit_code = reasons[0].exit if reasons else errors.PASS
    return Verdict(NAMES[exit_code], exit_code, tuple(reasons), counts, leaked_bytes(report))


def count(results: list[Result]) -> dict[str, int]:
    """How many results of each outcome."""
    counts = dict.fromkeys(WEIGHT, 0)
    for result in results:
        counts[result.outcome] += 1
    return counts


def leaked_bytes(report: Report) -> int | None:
    """Sum over all devices and BARs; None when the report has no memory lines."""
    if not report.memory:
        return None
    return sum(_number(line.get("leaked_bytes", "0")) or 0 for line in report.memory)


def skipped_contract(report: Report) -> str | None:
    """The test of group `contract` that was skipped, as the summary tells."""
    name = (report.summary or {}).get("contract_skipped", "none")
    return None if name == "none" else name


def _number(text: str) -> int | None:
    try:
        return int(text, 0)
    except ValueError:
        return None


def _results(results: list[Result], reasons: list[Reason], parent: str) -> None:
    for result in results:
        name = f"{parent} / {result.name}" if parent else result.name
        inner = result.block.results if result.block else []
        if result.outcome in ("not_ok", "error"):
            # The test's own line says nothing that its bad checks do not say better, unless it brought details.
            told = any(check.outcome == result.outcome for check in inner)
            if not told or any(detail.startswith("expected") for detail in result.details):
                device = result.outcome == "not_ok"
                text = f"{name}: {result.reason}" if result.reason else name
                side = _side(result, "device" if device else "test or set-up")
                code = errors.FAILED if device else errors.ERROR
                reasons.append(Reason(5 if device else 6, code, side, text, result.details, name.split(" / ")[0]))
        _results(inner, reasons, name)


def _side(result: Result, otherwise: str) -> str:
    """The guest knows better where it says `# side firmware`."""
    said = [detail.removeprefix("side ") for detail in result.details if detail.startswith("side ")]
    return said[-1] if said else otherwise


def _memory(report: Report, reasons: list[Reason]) -> None:
    leaked = leaked_bytes(report) or 0
    leaks = sum(_number(line.get("leaked", "0")) or 0 for line in report.memory)
    if (leaked or leaks) and not any(reason.rank in (5, 6) for reason in reasons):
        text = f"{leaks} blocks ({leaked} bytes) of BAR memory were never given back, and no check says why"
        reasons.append(Reason(6, errors.ERROR, "guest", text))


def _tokens(report: Report, token: str | None) -> list[str]:
    """What is wrong with first and last line as far as they are there."""
    wrong: list[str] = []
    if report.starts and token is not None and report.token != token:
        wrong.append(f"the first line carries token {report.token!r}, this run's is {token!r}: not the report of this run")
    if report.end and report.end.token != report.token:
        wrong.append(f"the last line carries token {report.end.token!r}, the first line {report.token!r}")
    return wrong


def _complete(report: Report, ending: Ending, requested: tuple[str, ...] | None) -> list[str]:
    """What the report lacks, or contradicts itself in. Empty: it is complete and consistent."""
    if not report.starts:
        seen = f"; seen instead: {report.noise[-1]!r}" if report.noise else "; the serial port stayed silent"
        return [f"the report has no first line ({_how(ending)}){seen}"]
    wrong = list(report.problems)
    if report.root is None:
        wrong.append("the report has no KTAP block")
    else:
        wrong += _block(report.root, "the run")
    ran = [result.name for result in report.results()]
    for name in sorted({name for name in ran if ran.count(name) > 1} if len(set(ran)) < len(ran) else ()):
        wrong.append(f"{name} is reported {ran.count(name)} times")
    if requested is not None:
        missing = [name for name in requested if name not in set(ran)]
        extra = [name for name in ran if name not in set(requested)]
        if missing:
            wrong.append(f"requested but not in the report: {', '.join(missing[:8])}{' ...' if missing[8:] else ''}")
        if extra:
            wrong.append(f"in the report but not requested: {', '.join(extra[:8])}{' ...' if extra[8:] else ''}")
    wrong += _totals(report)
    wrong += _last_line(report, ending)
    return wrong


def _block(block: Block, what: str) -> list[str]:
    wrong: list[str] = []
    results = block.results
    if block.plan is None:
        wrong.append(f"{what} has no plan line")
    elif block.plan != len(results):
        last = f", the last one is {results[-1].name}" if results else ""
        wrong.append(f"{what} planned {block.plan} results and reported {len(results)}{last}")
    for place, result in enumerate(results, 1):
        if result.number != place:
            wrong.append(f"{what}: result {result.name} has number {result.number}, expected {place}")
            break
    for result in results:
        if result.block is None:
            continue
        wrong += _block(result.block, result.name)
        worst = max((check.outcome for check in result.block.results), key=WEIGHT.__getitem__, default="ok")
        if WEIGHT[worst] > WEIGHT[result.outcome]:
            wrong.append(f"{result.name} is reported as {result.outcome}, but one of its checks is {worst}")
    return wrong


def _totals(report: Report) -> list[str]:
    wrong: list[str] = []
    if report.summary is None:
        wrong.append("the report has no summary line")
    else:
        said = {key: _number(value) for key, value in report.summary.items()}
        for key, value in {"planned": report.root.plan if report.root else None, **count(report.results())}.items():
            if said.get(key) != value:
                wrong.append(f"the summary says {key}={said.get(key)}, the results say {value}")
    for line in report.memory:
        numbers = [_number(line.get(key, "")) for key in ("allocated", "released", "leaked", "leaked_bytes")]
        if None in numbers:
            wrong.append(f"the memory line of bar {line.get('bar')} is incomplete: {line}")
        elif numbers[0] - numbers[1] != numbers[2]:  # type: ignore[operator]
            wrong.append(f"bar {line.get('bar')}: allocated {numbers[0]} - released {numbers[1]} is not leaked {numbers[2]}")
    return wrong


def _last_line(report: Report, ending: Ending) -> list[str]:
    end = report.end
    if end is None:
        return [f"the report stops before its last line ({_how(ending)})"]
    if end.outcome not in ENDS:
        return [f"the last line has the unknown outcome {end.outcome!r}"]
    wrong: list[str] = []
    agreed = ENDS[end.outcome].qemu_exit
    if end.exit != agreed:
        wrong.append(f"the last line says outcome={end.outcome} exit={end.exit}; the agreed exit code is {agreed}")
    if ending.kind == "exited" and ending.qemu_exit != agreed:
        wrong.append(f"QEMU's exit code is {ending.qemu_exit}; the last line says {end.outcome}, which is {agreed}")
    if end.outcome in ("pass", "not_ok", "error", "skipped") and (computed := outcome_of(report)) != end.outcome:
        wrong.append(f"the last line says outcome={end.outcome}, the results say {computed}")
    return wrong


def outcome_of(report: Report) -> str:
    """The outcome that the results themselves amount to, as docs/serial-report.md defines it."""
    counts = count(report.results())
    if counts["not_ok"]:
        return "not_ok"
    if counts["error"] or any(_number(line.get("leaked", "0")) for line in report.memory):
        return "error"
    return "pass" if (counts["ok"] or counts["known"]) and not skipped_contract(report) else "skipped"


def _how(ending: Ending) -> str:
    if ending.kind == "recorded":
        return "end of the log"
    return f"QEMU ended with exit code {ending.qemu_exit}" if ending.qemu_exit is not None else ending.text or ending.kind
