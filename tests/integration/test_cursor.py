# SPDX-License-Identifier: MIT
"""The hardware cursor, which no surface and no screendump holds, from outside.

Shapes that QEMU draws itself, alpha and mono (hw/display/qxl-render.c): what its VNC server hands to clients (ui/vnc.c). All shapes,
positions, trails and visibility: what a SPICE client is told, byte for byte; and QEMU's log of the commands it read (the device's
property cmdlog).
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from boots import Booter, Run
from runner.ktap import pairs
from spice_cursor import TYPES, CursorClient, fnv
from vnc import Cursor, CursorWatch

_LOGGED = re.compile(
    r"cursor: (?:(set|move) ([+-]+\d+)([+-]+\d+)(?: visible yes, shape @ \S+ type (\S+) size (\d+x\d+) hot-spot \+(\d+)\+(\d+))?|(hide|trail))"
)


def run_with_vnc(booter: Booter, tmp_path: Path) -> tuple[Run, list[Cursor]]:
    watch = CursorWatch(tmp_path / "vnc")
    watch.start()
    run = booter.boot(
        "draw.cursors", "--qemu-arg", "-vnc", "--qemu-arg", f"unix:{tmp_path / 'vnc'}",
        "--qemu-arg", "-global", "--qemu-arg", "qxl-vga.cmdlog=1",
    )  # fmt: skip
    watch.join(10.0)
    assert watch.error is None, watch.error
    assert run.code == 0, run.out + run.err
    return run, watch.cursors


def test_cursors_from_outside(booter: Booter, tmp_path: Path) -> None:
    run, cursors = run_with_vnc(booter, tmp_path)
    said = [line.removeprefix("cursor ") for line in run.test("draw.cursors")["details"] if line.startswith("cursor ")]

    # Every shape that QEMU draws, in order, pixel for pixel.
    wanted = [pairs(line) for line in said if line.startswith("set ")]
    drawn = [(w["size"], w["hot"], int(w["sum"], 16)) for w in wanted if w["type"] in ("alpha", "mono")]
    # A move makes QEMU say the shape again. Seen on 5.2: not one cursor, whatever the client asks for.
    seen = [(f"{c.width}x{c.height}", f"{c.hot[0]},{c.hot[1]}", fnv(c.rgba)) for c, _ in itertools.groupby(cursors)]
    is_silent = run.result["machine"]["qemu_version"].startswith("5.")
    assert (is_silent and not seen) or [one for one in seen if one in drawn] == drawn, (drawn, seen)

    # Every command as QEMU read it.
    read = []
    for what, x, y, kind, size, hot_x, hot_y, other in _LOGGED.findall(run.file("qemu.log")):
        at = f" at={_signed(x)},{_signed(y)}" if what else ""
        read.append((what or other) + at + (f" type={kind} size={size} hot={hot_x},{hot_y}" if what == "set" else ""))
    sent = []
    for line in said:
        what, values = line.split()[0], pairs(line)
        words = {"set": ("at", "type", "size", "hot"), "move": ("at",)}.get(what, ())
        sent.append(" ".join((what, *(f"{word}={values[word]}" for word in words))))
    assert read == sent


@pytest.mark.parametrize("device", ["qxl-vga", "qxl"])
def test_a_spice_client_is_told_of_every_cursor(device: str, booter: Booter, tmp_path: Path) -> None:
    with CursorClient(tmp_path) as client:
        words = [word for value in client.words() for word in ("--qemu-arg", value)]
        run = booter.boot("draw.cursors", "--device", device, *words)
    assert run.code == 0, run.out + run.err
    said = [line.removeprefix("cursor ") for line in run.test("draw.cursors")["details"] if line.startswith("cursor ")]
    # The guest's own sum is of what QEMU makes of it.
    assert client.seen == [re.sub(r" sum=\w+", "", line) for line in said], client.failed
    assert {pairs(line)["type"] for line in client.seen if line.startswith("set ")} == set(TYPES)


def _signed(text: str) -> int:
    """QEMU puts a plus before every number, also before a minus."""
    return int(text.removeprefix("+") or text)
