# SPDX-License-Identifier: MIT
"""Pictures of what a drawing test expected and saw, from the `# pixels` lines of the report.

Spec: docs/serial-report.md. Written as NAME-expected.png, NAME-seen.png and NAME-difference.png, where pixels that are right are
dark and grey, and those that differ red.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from runner import png
from runner.ktap import pairs

SUFFIXES = ("-expected.png", "-seen.png", "-difference.png")
_NAME = re.compile(r"[a-z0-9_.]{1,96}")
_RUN = re.compile(r"(\d{1,5})\*([0-9a-f]{1,8})")
_RED = b"\xff\x20\x20"
_MOST_PIXELS = 1 << 20


class _Area(NamedTuple):
    """One surface's piece, with its rows of pixel values as they came."""

    name: str
    format: str
    width: int
    height: int
    rows: list[tuple[list[int], list[int]]]


def write(lines: Iterable[str], folder: str) -> list[str]:
    """Writes the pictures of all areas that are whole; returns the files' names."""
    files: list[str] = []
    for area in _areas(lines):
        convert = _FORMATS[area.format]
        expected = [[convert(value) for value in row] for row, _ in area.rows]
        seen = [[convert(value) for value in row] for _, row in area.rows]
        pictures = (expected, seen, [_differences(*rows, *colours) for rows, colours in zip(area.rows, zip(expected, seen))])
        for suffix, rows in zip(SUFFIXES, pictures):
            with open(os.path.join(folder, area.name + suffix), "wb") as file:
                file.write(png.encode(png.Picture(area.width, area.height, b"".join(map(b"".join, rows)))))
            files.append(area.name + suffix)
    return files


def _differences(wanted: list[int], got: list[int], expected: list[bytes], _seen: list[bytes]) -> list[bytes]:
    return [_RED if a != b else bytes((sum(colour) // 9,) * 3) for a, b, colour in zip(wanted, got, expected)]


def _areas(lines: Iterable[str]) -> Iterator[_Area]:
    """`N of=NAME surface=S format=F x= y= width= height=`, then `N row=Y expected=RUNS seen=RUNS` for each row."""
    open_areas: dict[str, _Area] = {}
    for line in lines:
        number, _, rest = line.partition(" ")
        values = pairs(rest)
        try:
            if "of" in values:
                width, height = int(values["width"]), int(values["height"])
                if not _NAME.fullmatch(values["of"]) or values["format"] not in _FORMATS or width * height > _MOST_PIXELS:
                    continue
                name = f"{values['of']}-surface{int(values['surface'])}"
                open_areas[number] = _Area(name, values["format"], width, height, [])
            elif number in open_areas:
                area = open_areas[number]
                area.rows.append((_pixels(values["expected"]), _pixels(values["seen"])))
                if any(len(row) != area.width for row in area.rows[-1]):
                    del open_areas[number]
                elif len(area.rows) == area.height:
                    yield open_areas.pop(number)
        except (KeyError, ValueError):
            open_areas.pop(number, None)


def _pixels(runs: str) -> list[int]:
    """`12*00ff00,3*000000`"""
    pixels: list[int] = []
    for run in runs.split(","):
        if not (match := _RUN.fullmatch(run)):
            raise ValueError(run)
        pixels += [int(match[2], 16)] * int(match[1])
    return pixels


def _rgb(bits: tuple[int, int, int]) -> Callable[[int], bytes]:
    """Channels of so many bits, widened by repeating their high bits."""

    def convert(value: int) -> bytes:
        channels = []
        for size in reversed(bits):
            low = value & ((1 << size) - 1)
            channels.append(low << (8 - size) | low >> (2 * size - 8))
            value >>= size
        return bytes(reversed(channels))

    return convert


_FORMATS: dict[str, Callable[[int], bytes]] = {
    "16_555": _rgb((5, 5, 5)),
    "16_565": _rgb((5, 6, 5)),
    "32_xrgb": _rgb((8, 8, 8)),
    "32_argb": _rgb((8, 8, 8)),
    "8_a": lambda value: bytes((value & 0xFF,) * 3),
    "1_a": lambda value: bytes(((value & 1) * 0xFF,) * 3),
}
