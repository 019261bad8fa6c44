# SPDX-License-Identifier: MIT
"""The folder of one run: runs/<timestamp>-<token>, with runs/latest pointing to the newest. Old ones are pruned."""

from __future__ import annotations

import os
import re
import time

from runner.config import RUNS
from runner.errors import SetupError

FILES = ("serial.log", "qemu.log", "command.txt", "result.json", "registers.txt", "backtrace.txt", "screen.png", "screen.ppm")
PICTURES = ("-expected.png", "-seen.png", "-difference.png", "-screen.png", "-screen.ppm")  # of drawing tests
KEEP = 20  # of our own making; folders given by --keep are never touched
_NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{16}")


def create(token: str, keep: str | None) -> str:
    """Makes the folder, absolute path. A --keep folder may exist; files of an earlier run in it are replaced."""
    path = os.path.abspath(keep) if keep else os.path.join(RUNS, f"{time.strftime('%Y%m%d-%H%M%S')}-{token}")
    try:
        os.makedirs(path, exist_ok=keep is not None)
        if keep:  # evidence of an earlier run must not pass for this one's
            for name in os.listdir(path):
                if name in FILES or name.endswith(PICTURES):
                    os.unlink(os.path.join(path, name))
        else:
            _latest(os.path.basename(path), token)
    except OSError as error:
        raise SetupError(f"cannot make the run folder {path}: {error.strerror}", "choose another with --keep") from error
    return path


def _latest(name: str, token: str) -> None:
    # A new link renamed over the old one: there is never a moment without.
    fresh = os.path.join(RUNS, f".latest-{token}")
    os.symlink(name, fresh)
    os.replace(fresh, os.path.join(RUNS, "latest"))


def prune() -> None:
    """Removes the oldest of our own folders beyond KEEP. Symbolic links are not followed."""
    try:
        old = sorted(name for name in os.listdir(RUNS) if _NAME.fullmatch(name))[:-KEEP]
    except OSError:
        return
    for name in old:
        _remove(os.path.join(RUNS, name))


def _remove(folder: str) -> None:
    # Our folders are flat; anything else in one is somebody's own, and keeps the folder.
    try:
        for entry in os.listdir(folder):
            os.unlink(os.path.join(folder, entry))
        os.rmdir(folder)
    except OSError:
        pass
