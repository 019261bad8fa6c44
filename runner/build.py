# SPDX-License-Identifier: MIT
"""Builds the guest. When nothing changed that costs one `ninja` that finds nothing to do, beside our own imports."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from typing import IO

from runner.config import GUEST_BUILD, ROOT
from runner.errors import SetupError

_OUTPUT_LIMIT = 20000
_PACKAGES = {"cmake": "cmake", "ninja": "ninja-build"}


class Guest:
    """A build that runs while its owner does something else: wait() before the kernel is used.

    As a context manager it leaves no compiler behind. Two builds at a time take turns: ninja itself has no lock.
    """

    def __init__(self, target: str | None = None, verbose: bool = False) -> None:
        self.verbose = verbose
        self._words = ["ninja", "-C", GUEST_BUILD, *([target] if target else [])]
        os.makedirs(GUEST_BUILD, exist_ok=True)
        self._lock: IO[bytes] = open(os.path.join(os.path.dirname(GUEST_BUILD), ".lock"), "wb")  # closed by __exit__
        self._ninja: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Guest:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            if not os.path.exists(os.path.join(GUEST_BUILD, "build.ninja")):
                print("configuring build/guest ...", file=sys.stderr, flush=True)
                words = ["cmake", "--preset", "guest"]
                with _start(words) as cmake:
                    self._judge(words, cmake)
            self._ninja = _start(self._words)
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._ninja:
            if self._ninja.poll() is None:
                self._ninja.terminate()  # ninja ends its compilers
                self._ninja.communicate()
        self._lock.close()

    def wait(self) -> None:
        """Returns when the kernel is up to date. Raises SetupError with the compiler's output if it cannot be built."""
        if self._ninja:
            self._judge(self._words, self._ninja)
        self._lock.close()

    def _judge(self, words: list[str], process: subprocess.Popen[bytes]) -> None:
        text = process.communicate()[0].decode("utf-8", "replace")
        if process.returncode:
            remedy = "`./run.py doctor` says which tools are missing; rm -r build/guest starts afresh"
            said = f"{' '.join(words)} failed with exit status {process.returncode}"
            raise SetupError(said, remedy, text[-_OUTPUT_LIMIT:])
        if self.verbose:
            print(text, end="", file=sys.stderr)


class Nothing:
    """In place of Guest where the kernel is given (--kernel)."""

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait(self) -> None:
        """There is nothing to wait for."""


def guest(target: str | None = None, verbose: bool = False) -> None:
    """Builds build/guest/<target>, default the kernel, and waits for it."""
    with Guest(target, verbose) as build:
        build.wait()


def _start(words: list[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError as error:
        remedy = f"install it: ./run.py --install, or apt-get install {_PACKAGES[words[0]]}"
        raise SetupError(f"{words[0]} is not on PATH", remedy) from error
