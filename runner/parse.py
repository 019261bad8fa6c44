# SPDX-License-Identifier: MIT
"""`./run.py parse LOG`: the verdict for a serial log recorded anywhere, on hardware, on a farm, by another QEMU."""

from __future__ import annotations

import sys
import time

from runner import human
from runner.errors import SetupError, UsageError
from runner.ktap import Report
from runner.result import RunResult, write_json
from runner.verdict import Ending, judge


def judge_file(words: list[str], given: dict) -> int:
    """Judges one log. Nobody knows here which exit code QEMU gave, nor, without --token, whose log it is."""
    if len(words) != 1:
        raise UsageError("parse takes one LOG (a file, or - for standard input)")
    started = time.monotonic()
    report = Report()
    progress = human.Progress(sys.stdout, False, is_live=False)
    try:
        with sys.stdin.buffer if words[0] == "-" else open(words[0], "rb") as file:
            while data := file.read(1 << 16):
                for event in report.feed(data):
                    progress(event)
    except OSError as error:
        raise SetupError(f"cannot read {words[0]}: {error.strerror}") from error
    for event in report.finish():
        progress(event)
    ending = Ending("recorded")
    token = given.get("token")
    result = RunResult(judge(report, ending, token, None), report, ending, token or report.token, log=words[0],
                       duration_s=time.monotonic() - started)  # fmt: skip
    try:
        if "json" in given:
            write_json(result, given["json"])
        if "junit" in given:
            from runner import junit

            junit.write(result, given["junit"])
    except OSError as error:
        raise SetupError(f"cannot write {error.filename}: {error.strerror}") from error
    human.verdict(result, sys.stdout)
    return result.verdict.exit
