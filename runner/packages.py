# SPDX-License-Identifier: MIT
"""`--install`: installs from Debian what is missing, and says what. Nothing is installed without being asked for."""

from __future__ import annotations

import os
import subprocess
import sys

from runner.errors import SetupError

BUILD = ("g++", "cmake", "ninja-build", "binutils")
QEMU = ("qemu-system-x86", "seabios")
QEMU_OPTIONAL = ("qemu-system-modules-spice",)  # where QXL is a package of its own: Debian 13 and later
ISO = ("grub-pc-bin", "grub-efi-amd64-bin", "grub-common", "xorriso", "mtools")
UEFI = ("ovmf",)
TESTS = ("python3-pytest", "python3-pytest-xdist", "libgtest-dev", "libspice-protocol-dev", "libpixman-1-dev", "clang-format", "acpica-tools")
FUZZ = ("clang", "llvm", "libclang-rt-dev", "acpica-tools")


def wanted(command: str, iso: bool, ovmf: bool = False) -> list[str]:
    """Packages that a command needs; optional ones are added by install()."""
    if command == "fuzz":
        return [*BUILD, *FUZZ]
    names = [*_for_this_host(BUILD), *QEMU]
    if iso or ovmf or command != "run":
        names += ISO
    if ovmf or command != "run":
        names += UEFI
    if command != "run":
        names += TESTS
    return names


def install(command: str, iso: bool, ovmf: bool = False) -> None:
    """Installs the missing packages. Raises SetupError when that is impossible."""
    names = wanted(command, iso, ovmf)
    missing = [name for name in names if not _is_installed(name)]
    optional = [name for name in QEMU_OPTIONAL if not _is_installed(name)]
    if missing and not all(_has_candidate(name) for name in missing):
        _apt(["update"], "the package lists are missing or old: apt-get update")
    missing += [name for name in optional if _has_candidate(name)]
    if not missing:
        print("nothing to install", file=sys.stderr)
        return
    words = ["install", "-y", "--no-install-recommends", *missing]
    try:
        _apt(words, f"installing {' '.join(missing)}")
    except SetupError:
        # Lists older than the archive name files that are gone: once more with new ones.
        _apt(["update"], "that failed; again after apt-get update")
        _apt(words, f"installing {' '.join(missing)}")


def _for_this_host(names: tuple[str, ...]) -> list[str]:
    """The guest is x86-64: elsewhere g++ is not its compiler."""
    native = _output(["dpkg", "--print-architecture"]).strip() in ("amd64", "")
    return list(names) if native else [*names, "g++-x86-64-linux-gnu", "binutils-x86-64-linux-gnu"]


def _is_installed(name: str) -> bool:
    return _output(["dpkg-query", "-W", "-f", "${db:Status-Status}", name]) == "installed"


def _has_candidate(name: str) -> bool:
    lines = _output(["apt-cache", "policy", name]).splitlines()
    return any(line.strip().startswith("Candidate:") and "(none)" not in line for line in lines)


def _output(words: list[str]) -> str:
    try:
        done = subprocess.run(
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C"}, check=False
        )
    except FileNotFoundError as error:
        raise SetupError(f"{words[0]} is missing: --install is for Debian", "see ./run.py doctor for what to install") from error
    return done.stdout.decode("utf-8", "replace")


def _apt(words: list[str], what: str) -> None:
    command = ["apt-get", "-q", *words]
    if os.geteuid() != 0:
        if not any(os.access(os.path.join(place, "sudo"), os.X_OK) for place in os.get_exec_path()):
            remedy = f"as root: apt-get {' '.join(words)}"
            raise SetupError("installing packages needs root, and there is no sudo", remedy)
        command = ["sudo", "env", "DEBIAN_FRONTEND=noninteractive", *command]
    print(what, file=sys.stderr, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, check=False
    )
    if done.returncode:
        output = done.stdout.decode("utf-8", "replace")[-5000:]
        raise SetupError(f"{' '.join(command)} failed", "see its output above", output)
