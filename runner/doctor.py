# SPDX-License-Identifier: MIT
"""`./run.py doctor`: tries every tool, and says what is missing or unusable, what it is for, and how to mend it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

from runner import accel, errors, firmware, other_qemus
from runner.config import GUEST_BUILD, KERNEL
from runner.errors import SetupError
from runner.qemu import find

_LIMIT_S = 20.0
_COMPILER = "x86_64-linux-gnu-g++"


class Finding(NamedTuple):
    is_good: bool
    name: str
    text: str
    remedy: str = ""


def examine(qemu: str, verbose: bool) -> int:
    """Prints one line for each thing a run, an ISO or the tests need. Returns 0 when all is there, else 4."""
    bad = 0
    for finding in _findings(qemu):
        print(f"{'ok     ' if finding.is_good else 'MISSING'}  {finding.name:<22} {finding.text}", flush=True)
        if not finding.is_good:
            bad += 1
            print(f"         {'':<22} {finding.remedy}")
    if bad:
        print(f"\n{bad} to mend. On Debian `./run.py doctor --install` installs what packages can give.")
    elif verbose:
        print("\nall there")
    return errors.ERROR if bad else errors.PASS


def _findings(qemu: str) -> Iterator[Finding]:
    version = sys.version_info
    yield Finding(version >= (3, 11), "python3", f"{version.major}.{version.minor}", "Python 3.11 or later is needed")
    yield _tool("C++ compiler", _compiler(), "g++", "build the guest (GCC 12 or clang 14, or later)")
    yield _tool("cmake", "cmake", "cmake", "configure the build (3.22 or later)", (3, 22))
    yield _tool("ninja", "ninja", "ninja-build", "build")
    yield _tool("addr2line", "addr2line", "binutils", "name the lines of a backtrace")
    yield from _qemu(qemu)
    yield from _other_qemus()
    yield _tool("grub-mkrescue", "grub-mkrescue", "grub-common", "make the ISO (--boot iso)")
    yield _path("GRUB for BIOS", "/usr/lib/grub/i386-pc", "grub-pc-bin", "make the ISO (--boot iso)")
    yield _path("GRUB for UEFI", "/usr/lib/grub/x86_64-efi", "grub-efi-amd64-bin", "make the ISO (--boot iso, --firmware ovmf)")
    yield _tool("xorriso", "xorriso", "xorriso", "make the ISO (--boot iso)")
    yield _tool("mformat", "mformat", "mtools", "make the ISO (--boot iso)")
    yield from _ovmf()
    yield _pytest()
    yield _path("GoogleTest", "/usr/include/gtest/gtest.h", "libgtest-dev", "unit tests on the host")
    yield _path("spice-protocol", "/usr/include/spice-1/spice/qxl_dev.h", "libspice-protocol-dev", "unit tests on the host")
    yield _path("pixman", "/usr/include/pixman-1/pixman.h", "libpixman-1-dev", "unit tests on the host")
    yield _path("iasl", "/usr/bin/iasl", "acpica-tools", "unit tests on the host: compile ASL")
    yield _tool("clang-format", "clang-format", "clang-format", "check the format of C++ files")
    yield _clang()
    yield _path("setpriv", "/usr/bin/setpriv", "util-linux", "end QEMU when run.py itself is killed")


def _clang() -> Finding:
    """Only `./run.py fuzz` needs it: none is no fault."""
    status, text = _output(["clang++", "--version"])
    if status:
        return Finding(True, "clang++", "not there: for `./run.py fuzz` only, which installs it with --install")
    return Finding(True, "clang++", text.strip().splitlines()[0])


def _compiler() -> str:
    """What the build uses: the CMake cache may name another prefix."""
    try:
        with open(os.path.join(GUEST_BUILD, "CMakeCache.txt"), encoding="utf-8") as file:
            match = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.+)$", file.read(), re.MULTILINE)
        return match[1] if match else _COMPILER
    except OSError:
        return _COMPILER


def _install(package: str) -> str:
    return f"apt-get install {package}"


def _output(words: list[str]) -> tuple[int, str]:
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return -1, f"no answer within {_LIMIT_S:g} s"
    except OSError as error:
        return -1, error.strerror or str(error)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def _tool(name: str, command: str, package: str, purpose: str, least: tuple[int, ...] = ()) -> Finding:
    status, text = _output([command, "--version"])
    first = text.strip().splitlines()[0] if text.strip() else ""
    if status:
        return Finding(False, name, f"{command}: {first}; needed to {purpose}", _install(package))
    match = re.search(r"\d+(\.\d+)+", first)
    if least and match and tuple(int(part) for part in match[0].split(".")) < least:
        return Finding(False, name, f"{first}; needed to {purpose}", f"a newer {package} is needed")
    return Finding(True, name, first)


def _path(name: str, path: str, package: str, purpose: str) -> Finding:
    if os.path.exists(path):
        return Finding(True, name, path)
    return Finding(False, name, f"no {path}; needed for: {purpose}", _install(package))


def _pytest() -> Finding:
    from runner.suite import python_with_pytest

    python = python_with_pytest()
    if python is None:
        return Finding(False, "pytest", "no python3 that can import it; needed for the tests", _install("python3-pytest"))
    return Finding(True, "pytest", _output([python, "-m", "pytest", "--version"])[1].strip())


def _qemu(name: str) -> Iterator[Finding]:
    try:
        qemu = find(name)
    except SetupError as error:
        yield Finding(False, "QEMU", str(error), error.remedy)
        return
    status, text = _output([qemu, "--version"])
    yield Finding(not status, "QEMU", f"{text.splitlines()[0] if text else ''} ({qemu})", _install("qemu-system-x86"))
    if status:
        return
    devices = _output([qemu, "-device", "help"])[1]
    for device in ("qxl-vga", "qxl"):
        if not re.search(rf'"{device}"', devices):
            remedy = _install("qemu-system-modules-spice") + " (Debian 13 and later), or another QEMU with --qemu"
            yield Finding(False, f"device {device}", "this QEMU does not have it", remedy)
        else:
            yield Finding(True, f"device {device}", "there")
    yield _starts(qemu)
    chosen = accel.choose("auto", qemu, KERNEL)
    yield Finding(True, "accelerator", f"{chosen.name} ({chosen.reason})")


def _ovmf() -> Iterator[Finding]:
    """UEFI firmware for each machine (--firmware ovmf)."""
    for machine in ("pc", "q35"):
        try:
            found = firmware.find(machine)
        except SetupError as error:
            yield Finding(False, f"OVMF for {machine}", f"{error}; needed for --firmware ovmf", error.remedy)
        else:
            yield Finding(True, f"OVMF for {machine}", found.code)


def _other_qemus() -> Iterator[Finding]:
    """What the integration tests run on besides. None is no fault: the tests then say so."""
    there = other_qemus.present()
    for name, path in there:
        version = other_qemus.version(path)
        remedy = f"./run.py qemus {name}" if path != name else f"mend or remove it from ${other_qemus.MORE}"
        yield Finding(version is not None, "other QEMU", f"{name}: {version or 'does not run'}", remedy)
    lacking = [suite for suite in other_qemus.SUITES if suite not in (name for name, _ in there)]
    if lacking:
        yield Finding(True, "other QEMUs", f"not there: {', '.join(lacking)}; `./run.py qemus` fetches them for the tests")


def _starts(qemu: str) -> Finding:
    """QEMU with its firmware really starts a kernel."""
    seconds = accel.try_start(qemu)
    if seconds is None:
        return Finding(False, "QEMU starts a kernel", "a kernel of 50 bytes did not run under TCG", _install("seabios"))
    return Finding(True, "QEMU starts a kernel", f"{seconds * 1000:.0f} ms from start to end")
