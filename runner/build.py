# SPDX-License-Identifier: MIT
"""Builds the guest. When nothing changed that costs one `ninja` that finds nothing to do."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys

from runner.config import GUEST_BUILD, ROOT
from runner.errors import SetupError

_OUTPUT_LIMIT = 20000


def guest(target: str | None = None, verbose: bool = False) -> None:
    """Builds build/guest/<target>, default the kernel. Raises SetupError with the compiler's output.

    Two runs at a time take turns: ninja itself has no lock.
    """
    os.makedirs(GUEST_BUILD, exist_ok=True)
    with open(os.path.join(os.path.dirname(GUEST_BUILD), ".lock"), "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(os.path.join(GUEST_BUILD, "build.ninja")):
            print("configuring build/guest ...", file=sys.stderr, flush=True)
            _run(["cmake", "--preset", "guest"], "cmake", verbose)
        _run(["ninja", "-C", GUEST_BUILD, *([target] if target else [])], "ninja-build", verbose)


def _run(words: list[str], package: str, verbose: bool) -> None:
    try:
        done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    except FileNotFoundError as error:
        remedy = f"install it: ./run.py --install, or apt-get install {package}"
        raise SetupError(f"{words[0]} is not on PATH", remedy) from error
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        remedy = "`./run.py doctor` says which tools are missing; rm -r build/guest starts afresh"
        raise SetupError(f"{' '.join(words)} failed with exit status {done.returncode}", remedy, text[-_OUTPUT_LIMIT:])
    if verbose:
        print(text, end="", file=sys.stderr)
