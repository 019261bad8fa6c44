# SPDX-License-Identifier: MIT
"""What QEMU shows of the text that the guest left in VGA mode, after native mode and RESET."""

from __future__ import annotations

import json
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from boots import ROOT, Booter
from runner import other_qemus

COLUMNS, ROWS, CELL_WIDTH, CELL_HEIGHT = 80, 25, 8, 16
WAIT_S = 60


def without_debug_exit(words: list[str]) -> list[str]:
    """The guest then ends by powering off, which -no-shutdown makes a pause: the picture stays."""
    at = next(n for n, word in enumerate(words) if word.startswith("isa-debug-exit"))
    return words[: at - 1] + words[at + 1 :]


@contextmanager
def qmp(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(WAIT_S)
        link.connect(str(path))
        yield link


def picture(words: list[str], folder: Path) -> tuple[int, int, bytes]:
    """Width, height and RGB bytes of the screen once the guest has powered off."""
    screen = folder / "screen.ppm"
    process = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert process.stdout is not None
        for line in process.stdout:  # QMP is there long before the last line
            if line.startswith(b"# end token="):
                break
        with qmp(folder / "qmp.sock") as link:
            replies = link.makefile("rw")
            commands = [("qmp_capabilities", {}), ("screendump", {"filename": str(screen)}), ("quit", {})]
            replies.readline()  # the greeting
            for name, arguments in commands:
                replies.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
                replies.flush()
                while "return" not in (reply := json.loads(replies.readline())):
                    assert "error" not in reply, reply
        process.wait(WAIT_S)
    finally:
        process.kill()
        process.communicate()
    magic, size, most, pixels = screen.read_bytes().split(b"\n", 3)
    assert (magic, most) == (b"P6", b"255")
    width, height = map(int, size.split())
    return width, height, pixels


@pytest.mark.parametrize("qemu", [other.path for other in other_qemus.present()] or ["qemu-system-x86_64"])
def test_text_is_shown(qemu: str, booter: Booter, tmp_path: Path) -> None:
    words = [sys.executable, str(ROOT / "run.py"), "--kernel", str(booter.kernel), "--qemu", qemu, "device.vga_text", "--dry-run"]
    said = subprocess.run(words, capture_output=True, text=True, timeout=WAIT_S, check=True).stdout
    width, height, pixels = picture(without_debug_exit(shlex.split(said)), tmp_path)
    assert (width, height) == (COLUMNS * CELL_WIDTH, ROWS * CELL_HEIGHT)

    def color(x: int, y: int) -> int:
        red, green, blue = pixels[(y * width + x) * 3 :][:3]
        assert {red, green, blue} <= {*range(8), *range(248, 256)}
        return (red > 127) << 2 | (green > 127) << 1 | (blue > 127)

    for n in range(COLUMNS * ROWS):
        left, top = n % COLUMNS * CELL_WIDTH, n // COLUMNS * CELL_HEIGHT
        # tests/guest/machine/vga_text.hpp attribute_of(): the left half of a cell is foreground.
        seen = color(left + 1, top + 8), color(left + CELL_WIDTH - 2, top + 8)
        assert seen == ((n // 8 + 3) % 8, n % 8), f"cell {n}"
