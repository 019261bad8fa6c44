# SPDX-License-Identifier: MIT
"""`./run.py fuzz`: runs the libFuzzer targets of tests/fuzz/ for a while, or measures what their corpus reaches of acpi/."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from typing import NamedTuple

from runner import errors
from runner.config import ROOT
from runner.errors import SetupError, UsageError

TARGETS = {  # and the folder of their inputs
    "tables": "tables", "aml_load": "aml", "aml_evaluate": "aml", "sleep": "sleep", "routing": "aml", "dump": "dump",
}  # fmt: skip
FOLDER = os.path.join(ROOT, "build", "fuzz-work")  # grown corpora, findings and logs: they outlive a build
LEAST_COVERAGE = 90.0  # percent of the lines of acpi/
# An input that takes more than a second of CPU is a finding (tests/fuzz/entry.cpp). This one is by the clock on the
# wall, which other load stretches: only what never ends comes so far.
_HANG_S = 60
_MEMORY_MIB = 2048  # an input takes a few MiB; ASan keeps what is freed, up to 256 MiB, and libFuzzer its corpus
_LONGEST_INPUT = 16384  # twice the DSDT of q35
_PACKAGES = "apt-get install clang llvm libclang-rt-dev; `./run.py fuzz --install` does it"


class Outcome(NamedTuple):
    """What one target came to."""

    target: str
    seconds: float
    executions: int
    coverage_before: int  # of code edges, by the corpus
    coverage: int
    finding: str | None = None  # path of the input
    reason: str = ""


def command(words: list[str], minutes: float, jobs: int, verbose: bool) -> int:
    """Runs targets, default all, `minutes` each and `jobs` at a time. Returns 3 when an input was found that fails."""
    targets = _chosen(words)
    folder = _build("fuzz", verbose)
    done: list[Outcome] = []
    for start in range(0, len(targets), jobs):
        with contextlib.ExitStack() as stack:
            runs = [stack.enter_context(_Run(target, folder, minutes)) for target in targets[start : start + jobs]]
            for run in runs:
                done.append(run.wait())
                print(_line(done[-1]), flush=True)
    found = [outcome for outcome in done if outcome.finding]
    for outcome in found:
        binary = os.path.relpath(os.path.join(folder, f"fuzz-{outcome.target}"), ROOT)
        print(f"\n{outcome.target}: {outcome.reason}")
        print(f"  again: {binary} {os.path.relpath(outcome.finding or '', ROOT)}")
        print(f"  whole report: {os.path.relpath(_log(outcome.target), ROOT)}")
        print(f"  once mended: into tests/fuzz/findings/{TARGETS[outcome.target]}/, with a line in tests/fuzz/findings/README.md")
    return errors.FAILED if found else errors.PASS


def coverage(words: list[str], verbose: bool) -> int:
    """Prints how many lines of acpi/ the corpus and past findings reach. Returns 3 below the least that is asked for."""
    targets = _chosen(words)
    folder = _build("coverage", verbose)
    profiles = []
    for target in targets:
        profiles.append(os.path.join(folder, f"{target}.profraw"))
        inputs = [path for path in _inputs(folder, target) if os.path.isdir(path)]
        _call([os.path.join(folder, f"fuzz-{target}"), *inputs], {"LLVM_PROFILE_FILE": profiles[-1]})
    merged = os.path.join(folder, "all.profdata")
    _call([_llvm("llvm-profdata"), "merge", "-o", merged, *profiles])
    objects = [word for target in targets[1:] for word in ("-object", os.path.join(folder, f"fuzz-{target}"))]
    words = [_llvm("llvm-cov"), "export", "-summary-only", "-instr-profile", merged]
    report = _call([*words, os.path.join(folder, f"fuzz-{targets[0]}"), *objects])
    lines = lines_of(json.loads(report), folder)
    for name, (covered, count) in sorted(lines.items()):
        print(f"{100 * covered / max(count, 1):6.1f} %  {covered:5} of {count:5}  {name}")
    covered, count = (sum(pair[i] for pair in lines.values()) for i in (0, 1))
    percent = 100 * covered / max(count, 1)
    print(f"{percent:6.1f} %  {covered:5} of {count:5}  lines of acpi/ by {', '.join(targets)}")
    if percent > LEAST_COVERAGE:
        return errors.PASS
    print(f"expected more than {LEAST_COVERAGE:g} %: tests/fuzz/asl/ and tests/fuzz/seeds*.cpp are where seeds come from")
    return errors.FAILED


def lines_of(report: dict, folder: str) -> dict[str, tuple[int, int]]:
    """Covered lines and all lines of each file of acpi/ but its machine/, from llvm-cov's JSON."""
    found = {}
    for file in report["data"][0]["files"]:
        # Relative to the build where ccache made it so.
        name = os.path.relpath(os.path.normpath(os.path.join(folder, file["filename"])), ROOT)
        if name.startswith("acpi/") and not name.startswith("acpi/machine/"):
            lines = file["summary"]["lines"]
            found[name] = (lines["covered"], lines["count"])
    return found


def outcome_of(target: str, log: str, seconds: float, status: int) -> Outcome:
    """Reads libFuzzer's output. Raises SetupError when the target ended otherwise than by its time or by a finding."""
    edges = [int(number) for number in re.findall(r"\bcov: (\d+)", log)]
    executed = re.search(r"^stat::number_of_executed_units: *(\d+)", log, re.MULTILINE)
    # Of a run that a finding ended, the last count that it told.
    told = [int(number) for number in re.findall(r"^#(\d+)\t", log, re.MULTILINE)]
    executions = int(executed[1]) if executed else max(told, default=0)
    artifact = re.search(r"Test unit written to (.+)$", log, re.MULTILINE)
    if status and not artifact:
        raise SetupError(f"fuzz-{target} ended with exit status {status}", "see its output above", log[-5000:])
    lines = [line for line in log.splitlines() if re.search(r"ERROR: |runtime error: |assertion failed: |slow input: ", line)]
    reason = lines[0].strip() if lines else "ended early"
    inited = re.search(r"INITED cov: (\d+)", log)
    before = int(inited[1]) if inited else 0
    finding = artifact[1].strip() if artifact and status else None
    return Outcome(target, seconds, executions, before, max(edges, default=0), finding, reason if finding else "")


class _Run:
    """A target under way. As a context manager it leaves nothing behind."""

    def __init__(self, target: str, folder: str, minutes: float) -> None:
        grown = os.path.join(FOLDER, target, "corpus")
        found = os.path.join(FOLDER, target, "findings", "")
        for place in (grown, found):
            os.makedirs(place, exist_ok=True)
        self._target = target
        self._started = time.monotonic()
        words = [os.path.join(folder, f"fuzz-{target}"), f"-max_total_time={max(1, round(minutes * 60))}"]
        words += [f"-timeout={_HANG_S}", f"-rss_limit_mb={_MEMORY_MIB}", f"-max_len={_LONGEST_INPUT}"]
        words += ["-print_final_stats=1", f"-artifact_prefix={found}", grown]
        words += [path for path in _inputs(folder, target) if os.path.isdir(path)]
        print(f"fuzzing {target} for {minutes:g} min; log: {os.path.relpath(_log(target), ROOT)}", file=sys.stderr, flush=True)
        with open(_log(target), "wb") as log:
            self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def wait(self) -> Outcome:
        status = self._process.wait()
        with open(_log(self._target), encoding="utf-8", errors="replace") as log:
            return outcome_of(self._target, log.read(), time.monotonic() - self._started, status)


def _line(outcome: Outcome) -> str:
    rate = outcome.executions / max(outcome.seconds, 0.1)
    new = outcome.coverage - outcome.coverage_before
    verdict = "FOUND" if outcome.finding else "ok"
    return (
        f"{verdict:<5}  {outcome.target:<13} {outcome.executions:9} executions in {outcome.seconds:6.0f} s, {rate:6.0f}/s, "
        f"{outcome.coverage} edges covered, {new} of them new"
    )


def _chosen(words: list[str]) -> list[str]:
    for word in words:
        if word not in TARGETS:
            raise UsageError(f"{word!r} is no fuzz target; there are: {', '.join(TARGETS)}")
    return words or list(TARGETS)


def _log(target: str) -> str:
    return os.path.join(FOLDER, target, "log")


def _inputs(folder: str, target: str) -> list[str]:
    name = TARGETS[target]
    return [os.path.join(folder, "corpus", name), os.path.join(ROOT, "tests", "fuzz", "findings", name)]


def _build(preset: str, verbose: bool) -> str:
    """Builds a preset of clang; returns the folder of its fuzz targets."""
    if not shutil.which("clang++"):
        raise SetupError("clang++ is not on PATH: libFuzzer and source-based coverage are clang's", _PACKAGES)
    for words in (["cmake", "--preset", preset], ["cmake", "--build", "--preset", preset]):
        text = _call(words)
        if verbose:
            print(text, end="", file=sys.stderr)
    return os.path.join(ROOT, "build", preset, "tests", "fuzz")


def _llvm(name: str) -> str:
    """The tool that belongs to this clang: formats differ between versions."""
    path = _call(["clang++", f"-print-prog-name={name}"]).strip()
    if not shutil.which(path):
        raise SetupError(f"{name} is missing", _PACKAGES)
    return path


def _call(words: list[str], more: dict[str, str] | None = None) -> str:
    try:
        done = subprocess.run(
            words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, env={**os.environ, **(more or {})}, check=False
        )
    except FileNotFoundError as error:
        raise SetupError(f"{words[0]} is missing", "`./run.py fuzz --install` installs what fuzzing needs") from error
    output = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        said = output + done.stderr.decode("utf-8", "replace")
        raise SetupError(f"{' '.join(words[:4])} failed with exit status {done.returncode}", _PACKAGES, said[-5000:])
    return output
