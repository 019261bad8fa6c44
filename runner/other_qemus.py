# SPDX-License-Identifier: MIT
"""QEMUs of other Debian suites, in build/qemu beside what the machine has installed, and `./run.py qemus`, which makes them."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
from typing import NamedTuple

from runner import errors
from runner.config import ROOT
from runner.errors import SetupError, UsageError

SUITES = ("bullseye", "bookworm", "trixie", "trixie-backports")  # QEMU 5.2, 7.2, 10.0 and 11.x
FOLDER = os.path.join(ROOT, "build", "qemu")
MORE = "QXL_QEMUS"  # environment: paths of more QEMUs to test, separated by colons
LACKING = "QXL_QEMUS_LACKING"  # environment: why some could not be fetched; the tests skip with these words
_PROGRAM = "qemu-system-x86_64"
_LIMIT_S = 20.0


class OtherQemu(NamedTuple):
    name: str
    path: str


def present() -> list[OtherQemu]:
    """The QEMUs that are there: those in build/qemu, and those that QXL_QEMUS names, there or not."""
    found = []
    names = sorted(os.listdir(FOLDER)) if os.path.isdir(FOLDER) else []
    for name in names:
        path = os.path.join(FOLDER, name, _PROGRAM)
        if not name.startswith(".") and os.path.exists(path):  # .NAME is being made, or was when somebody ended it
            found.append(OtherQemu(name, path))
    return found + [OtherQemu(path, path) for path in os.environ.get(MORE, "").split(":") if path]


def version(path: str) -> str | None:
    """`10.0.2 (Debian 1:10.0.2+ds-2)`; None if it does not run."""
    try:
        done = subprocess.run([path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=_LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return version_of(done.stdout.decode("utf-8", "replace")) if done.returncode == 0 else None


def version_of(text: str) -> str | None:
    match = re.match(r"QEMU emulator version (\S+(?: \([^)]*\))?)", text)
    return match[1] if match else None


def command(words: list[str], verbose: bool) -> int:
    """`./run.py qemus [SUITE...]`: makes those that are not there, and prints one line each."""
    failed = fetch(words or list(SUITES), verbose)
    return errors.ERROR if failed else errors.PASS


def fetch(suites: list[str], verbose: bool) -> dict[str, SetupError]:
    """Makes each suite's QEMU if it is not there. One that fails is complained of, and keeps no other from being made."""
    from runner.human import complain, short_path
    from runner.private_apt import NoNetwork

    for suite in suites:
        if not re.fullmatch(r"[a-z]+(-backports)?", suite):
            raise UsageError(f"{suite!r} is no name of a Debian suite; by default: {' '.join(SUITES)}")
    failed: dict[str, SetupError] = {}
    width = max(map(len, suites))
    for suite in dict.fromkeys(suites):
        path = os.path.join(FOLDER, suite, _PROGRAM)
        known = version(path)
        if not known:
            unreachable = next((error for error in failed.values() if isinstance(error, NoNetwork)), None)
            try:
                if unreachable:
                    raise unreachable
                _make(suite, verbose)
                known = version(path)
            except SetupError as error:
                failed[suite] = error
                if not unreachable:
                    complain(str(error), error.remedy, error.output)
                continue
        print(f"{suite:<{width}}  {known}  {short_path(path)}", flush=True)
    return failed


def _make(suite: str, verbose: bool) -> None:
    """Makes build/qemu/SUITE in a folder beside it, which gets that name when all is done and tried."""
    import shutil

    if ":" in FOLDER or '"' in FOLDER:
        raise SetupError(f"{FOLDER}: ld.so takes no folder with a colon, apt none with a quote", "move the repository")
    try:
        os.makedirs(FOLDER, exist_ok=True)
        with open(os.path.join(FOLDER, ".lock"), "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            final, new = os.path.join(FOLDER, suite), os.path.join(FOLDER, f".{suite}")
            if version(os.path.join(final, _PROGRAM)):
                return  # somebody else made it while we waited
            shutil.rmtree(new, ignore_errors=True)
            try:
                os.mkdir(new)
                _fill(new, suite, verbose)
                shutil.rmtree(final, ignore_errors=True)
                os.rename(new, final)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise SetupError(f"cannot make {error.filename or FOLDER}: {error.strerror}", "it takes 300 MB for a while") from error


def _fill(folder: str, suite: str, verbose: bool) -> None:
    import shutil

    from runner import accel, transplant
    from runner.private_apt import Apt

    def say(text: str) -> None:
        if verbose:
            print(f"  {text}", file=sys.stderr, flush=True)

    print(f"fetching QEMU of Debian {suite} ...", file=sys.stderr, flush=True)
    work = os.path.join(folder, "apt")
    os.mkdir(work)
    apt = Apt(work, suite, say)
    apt.update()
    wanted = ["qemu-system-x86"]
    if apt.has("qemu-system-modules-spice"):  # where QXL is a package of its own: Debian 13 and later
        wanted.append("qemu-system-modules-spice")
    packages = [package for package in apt.closure(wanted) if transplant.is_needed(package)]
    with open(os.path.join(folder, "packages"), "w", encoding="utf-8") as file:
        file.write("\n".join([*packages, ""]))
    transplant.make(apt.download(packages, os.path.join(work, "debs")), folder, suite, say)
    shutil.rmtree(work)
    program = os.path.join(folder, _PROGRAM)
    _, devices = _ask(program, "-device", "help")
    for device in ("qxl-vga", "qxl"):
        if f'"{device}"' not in devices:
            remedy = "its packages changed: runner/transplant.py must follow"
            raise SetupError(f"QEMU of {suite} has no device {device}", remedy, devices)
    if not version(program) or accel.try_start(program) is None:
        said = _ask(program, "--version")[1]
        raise SetupError(f"QEMU of {suite} does not start a kernel here", "try -v, or another suite", said)


def _ask(*words: str) -> tuple[int, str]:
    from runner.private_apt import output

    return output(list(words), lambda _: None)
