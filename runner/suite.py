# SPDX-License-Identifier: MIT
"""`./run.py test`: all tests of this repository, one after the other, and a summary."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import NamedTuple

from runner import build, errors, other_qemus
from runner.config import ROOT
from runner.errors import Interrupted, SetupError, UsageError

PARTS = ("format", "host", "tools", "runner", "integration")
_END_S = 20.0  # for a tool that was interrupted
_WORKERS_LIMIT = 8  # there are no more files than that which take long


class _Done(NamedTuple):
    name: str
    is_good: bool
    text: str
    seconds: float
    is_skipped: bool = False


def run(parts: list[str], qemu: str, verbose: bool, install: bool = False) -> int:
    """Runs the named parts, default all. Returns 0 when all pass, 3 when a test failed, 4 when one could not be run.

    `install` fetches the QEMUs of other suites for the integration tests. Without a network these tests skip.
    """
    for part in parts:
        if part not in PARTS:
            raise UsageError(f"{part!r} is no part of the tests; there are: {', '.join(PARTS)}")
    chosen = parts or list(PARTS)
    done: list[_Done] = []
    if "format" in chosen:
        done.append(_step("format", _format))
    if not {"host", "tools"}.isdisjoint(chosen):
        for name, words in (
            ("host configure", ["cmake", "--preset", "host"]),
            ("host build", ["cmake", "--build", "--preset", "host"]),
            ("host tests", ["ctest", "--preset", "host", "-j", str(os.cpu_count() or 1)]),
        )[: 3 if "host" in chosen else 2]:
            done.append(_step(name, lambda words=words: _command(words)))
            if not done[-1].is_good:
                break
    folders = [f"tests/{part}" for part in ("tools", "runner", "integration") if part in chosen]
    lacking = ""
    if install and "integration" in chosen:
        done.append(_step("other QEMUs", lambda: _other_qemus(verbose)))
        if not done[-1].is_good:
            lacking = done[-1].text
            done[-1] = done[-1]._replace(is_good=True, is_skipped=True)
    if folders:
        done.append(_step("pytest", lambda: _pytest(folders, qemu, verbose, lacking)))
    print()
    for step in done:
        print(f"{'SKIP' if step.is_skipped else 'PASS' if step.is_good else 'FAIL'}  {step.name:<16} {step.seconds:6.1f} s  {step.text}")
    return errors.PASS if all(step.is_good for step in done) else errors.FAILED


def python_with_pytest() -> str | None:
    """A Python that has pytest: ours, or Debian's."""
    pythons = dict.fromkeys((sys.executable, "/usr/bin/python3"))
    return next((python for python in pythons if python and os.path.exists(python) and _has(python, "pytest")), None)


def _has(python: str, module: str) -> bool:
    null = subprocess.DEVNULL
    return subprocess.run([python, "-c", f"import {module}"], stdout=null, stderr=null, check=False).returncode == 0


def _step(name: str, action) -> _Done:
    print(f"== {name}", flush=True)
    start = time.monotonic()
    try:
        is_good, text = action()
    except FileNotFoundError as error:
        raise SetupError(f"{error.filename} is missing", "`./run.py test --install` installs what the tests need") from error
    return _Done(name, is_good, text, time.monotonic() - start)


def _command(words: list[str], **more: object) -> tuple[bool, str]:
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL, **more) as process:  # type: ignore[call-overload]
        try:
            status = process.wait()
        except Interrupted as stop:
            _end(process, stop)
            raise
    return status == 0, f"{' '.join(words)}{f' ended with exit status {status}' if status else ''}"


def _end(process: subprocess.Popen[bytes], stop: Interrupted) -> None:
    """Waits for a tool to put away what it started: pytest has QEMUs. Ctrl-C came to it as well, SIGTERM came to us alone."""
    if stop.signum == signal.SIGTERM:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(_END_S)
    except subprocess.TimeoutExpired:
        process.kill()


def _format() -> tuple[bool, str]:
    files = sorted(_sources())
    if not files:
        return False, "found no C++ files"
    is_good, _ = _command(["clang-format", "--dry-run", "-Werror", *files])
    return is_good, f"clang-format of {len(files)} files" + ("" if is_good else ": clang-format -i mends it")


def _sources() -> list[str]:
    found: list[str] = []
    for place, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in ("build", "runs") and not name.startswith(".")]
        found += [os.path.relpath(os.path.join(place, name), ROOT) for name in names if name.endswith((".cpp", ".hpp"))]
    return found


def _other_qemus(verbose: bool) -> tuple[bool, str]:
    failed = other_qemus.fetch(list(other_qemus.SUITES), verbose)
    reasons = "; ".join(dict.fromkeys(str(error) for error in failed.values()))
    return not failed, f"{', '.join(failed)} could not be fetched: {reasons}" if failed else ", ".join(other_qemus.SUITES)


def _pytest(folders: list[str], qemu: str, verbose: bool, lacking: str) -> tuple[bool, str]:
    python = python_with_pytest()
    if python is None:
        raise SetupError("no python3 has pytest", "`./run.py test --install`, or apt-get install python3-pytest")
    if "tests/integration" in folders:
        build.guest(None)
        build.guest("iso")
    # Much of a run is waiting, so one more process than processors; one file's tests share their boots. A run without
    # pytest-xdist (nobody said --install) has the same tests, one after the other.
    workers = min((os.cpu_count() or 1) + 1, _WORKERS_LIMIT)
    spread = ["-n", str(workers), "--dist", "loadfile"] if _has(python, "xdist") else []
    words = [python, "-m", "pytest", "-p", "no:cacheprovider", *(["-v"] if verbose else ["-q"]), "-rs", *spread, *folders]
    return _command(words, env={**os.environ, "QEMU": qemu, other_qemus.LACKING: lacking})
