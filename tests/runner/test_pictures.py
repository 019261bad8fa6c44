# SPDX-License-Identifier: MIT
"""Pictures: PNG both ways, what becomes of `# pixels` lines, and screendumps against what the guest expects."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from runner import coverage, pixels, png
from runner.coverage import Cells
from runner.errors import SetupError
from runner.fleet import Cell
from runner.ktap import Report
from runner.png import Picture
from runner.qmp import QmpError
from runner.screens import Screens

PICTURE = Picture(3, 2, bytes(range(18)))


def png_of(rows: list[tuple[int, bytes]], width: int, colour: int = 2) -> bytes:
    """A PNG whose rows have these filters and filtered bytes."""
    raw = b"".join(bytes((kind,)) + data for kind, data in rows)
    header = struct.pack(">IIBBBBB", width, len(rows), 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def test_png_and_ppm_come_back_as_they_were() -> None:
    assert png.decode(png.encode(PICTURE)) == PICTURE
    assert png.decode(b"P6\n# by QEMU\n3 2\n255\n" + PICTURE.rgb) == PICTURE


def test_every_filter_of_png_is_undone() -> None:
    # ISO/IEC 15948 9.2: none, sub, up, average, Paeth; two pixels a row, worked out by hand.
    rows = [
        (0, bytes((10, 20, 30, 40, 50, 60))),
        (1, bytes((1, 2, 3, 1, 1, 1))),
        (2, bytes((1, 1, 1, 0, 0, 255))),
        (3, bytes((0, 0, 0, 1, 1, 1))),
        (4, bytes((5, 5, 5, 5, 5, 5))),
    ]
    wanted = [
        (10, 20, 30, 40, 50, 60),
        (1, 2, 3, 2, 3, 4),
        (2, 3, 4, 2, 3, 3),
        (1, 1, 2, 2, 3, 3),
        (6, 6, 7, 11, 11, 12),
    ]
    assert png.decode(png_of(rows, 2)).rgb == bytes(sum(wanted, ()))


def test_alpha_of_a_png_is_left_out() -> None:
    assert png.decode(png_of([(0, bytes((1, 2, 3, 255, 4, 5, 6, 0)))], 2, colour=6)).rgb == bytes((1, 2, 3, 4, 5, 6))


@pytest.mark.parametrize(
    "data",
    [b"", b"P5\n1 1\n255\n.", b"P6\n2 2\n255\nshort", b"P6\n1 1\n65535\n......", png.encode(PICTURE)[:-6], png_of([(7, bytes(6))], 2),
     png_of([(0, bytes(5))], 2)],
)  # fmt: skip
def test_what_is_no_picture_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError):
        png.decode(data)


LINES = [
    "1 of=draw.a.b.16_565 surface=2 format=16_565 x=7 y=3 width=3 height=2",
    "1 row=3 expected=2*f800,1*0000 seen=3*f800",
    "1 row=4 expected=3*07e0 seen=3*07e0",
]


def test_pixels_become_three_pictures(tmp_path: Path) -> None:
    names = pixels.write(LINES, str(tmp_path))
    assert names == [f"draw.a.b.16_565-surface2-{what}.png" for what in ("expected", "seen", "difference")]
    expected, seen, difference = (png.decode((tmp_path / name).read_bytes()) for name in names)
    red, green, black = b"\xff\0\0", b"\0\xff\0", b"\0\0\0"
    assert expected == Picture(3, 2, red * 2 + black + green * 3)
    assert seen == Picture(3, 2, red * 3 + green * 3)
    changed = [difference.rgb[at : at + 3] == b"\xff\x20\x20" for at in range(0, 18, 3)]
    assert changed == [False, False, True, False, False, False]


@pytest.mark.parametrize(
    "lines",
    [LINES[:2], LINES[1:], [LINES[0], "1 row=3 expected=2*f800 seen=3*f800", LINES[2]], [LINES[0].replace("draw.", "../"), *LINES[1:]],
     [LINES[0].replace("=16_565 x", "=17_000 x"), *LINES[1:]], [LINES[0], "1 row=3 expected=2f800 seen=x", LINES[2]],
     [LINES[0].replace("width=3", "width=99999999"), *LINES[1:]]],
)  # fmt: skip
def test_pixels_that_are_not_whole_become_nothing(lines: list[str], tmp_path: Path) -> None:
    assert pixels.write(lines, str(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_report_keeps_pixels_apart_from_details() -> None:
    report = Report()
    report.feed(b"# qxl-test-guest version=1 token=a\nKTAP version 1\n1..1\n")
    events = report.feed(b"# pixels 1 of=x surface=0\n# hold draw.a.b width=1 height=2 crc32=0x3\nnot ok 1 draw.a.b\n")
    assert report.pixels == ["1 of=x surface=0"]
    assert report.results()[0].details == ()
    assert [(event.kind, event.text) for event in events if event.kind == "hold"] == [("hold", "draw.a.b width=1 height=2 crc32=0x3")]


class FakeQmp:
    """A QEMU that shows PICTURE."""

    def __init__(self, version: str, error: str = "") -> None:
        self.version, self.error = version, error
        self.keys = 0
        self.format = ""

    def execute(self, command: str, timeout: float, **arguments: Any) -> None:
        assert command == "screendump"
        if self.error:
            raise QmpError(self.error)
        self.format = arguments.get("format", "ppm")
        data = png.encode(PICTURE) if self.format == "png" else b"P6 3 2 255\n" + PICTURE.rgb
        Path(arguments["filename"]).write_bytes(data)

    def send(self, command: str, **arguments: Any) -> int:
        self.keys += command == "input-send-event"
        return 1


HELD = f"draw.a.b.32_xrgb width=3 height=2 crc32={zlib.crc32(PICTURE.rgb):#010x}"


@pytest.mark.parametrize(("version", "format_name"), [("5.2.0", "ppm"), ("7.0.9", "ppm"), ("7.1.0", "png"), ("11.1.3", "png")])
def test_screendump_as_expected(version: str, format_name: str, tmp_path: Path) -> None:
    screens, qmp = Screens(str(tmp_path)), FakeQmp(version)
    screens.held(HELD, qmp)  # type: ignore[arg-type]
    assert screens.summary() == (format_name, 1, ())
    assert qmp.format == format_name and qmp.keys == 1
    assert list(tmp_path.iterdir()) == []


def test_screendump_that_differs_is_kept_and_the_guest_goes_on(tmp_path: Path) -> None:
    screens, qmp = Screens(str(tmp_path)), FakeQmp("7.2.0")
    screens.held(HELD.replace("crc32=0x", "crc32=0xf"), qmp)  # type: ignore[arg-type]
    assert len(screens.differing) == 1 and "expected 3x2" in screens.differing[0] and qmp.keys == 1
    assert png.decode((tmp_path / "draw.a.b.32_xrgb-screen.png").read_bytes()) == PICTURE


def test_screendump_that_fails_is_a_difference(tmp_path: Path) -> None:
    screens, qmp = Screens(str(tmp_path)), FakeQmp("7.2.0", "no console")
    screens.held(HELD, qmp)  # type: ignore[arg-type]
    assert screens.differing == ["draw.a.b.32_xrgb: no screendump: no console"] and qmp.keys == 1


def a_picture(**outcomes: str) -> dict[str, Any]:
    checks = [
        {"name": name[1:], "outcome": outcome, "reason": "cause" if outcome == "known" else None, "details": [], "checks": []}
        for name, outcome in outcomes.items()
    ]
    return {"name": "draw.fill.solid", "outcome": "ok", "reason": None, "checks": checks,
            "details": ["not_allowed 8_a: no colours", "not_allowed 1_a: no bits"]}  # fmt: skip


def test_coverage_has_a_cell_for_each_format() -> None:
    cells: Cells = {}
    picture = a_picture(_16_555="ok", _16_565="known", _32_xrgb="ok", _32_argb="ok")
    coverage.collect(cells, "5.2", {"tests": [picture]}, ["draw.fill.solid"])
    coverage.collect(cells, "7.2", {"tests": [a_picture(_16_555="ok", _16_565="ok", _32_xrgb="ok", _32_argb="ok")]}, ["draw.fill.solid"])
    assert cells["draw.fill.solid", "8_a"]["5.2"] == Cell("not allowed", "no colours")
    text = coverage.markdown(cells, [("draw.fill.solid", "boxes")], ["5.2", "7.2"])
    assert "| `fill.solid` | pass | 5.2: known 1; 7.2: pass | pass | pass | not allowed 2 | not allowed 3 |" in text
    assert "\n1. cause\n2. no colours\n3. no bits\n" in text


def test_coverage_of_no_pictures_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage.fleet, "programs", lambda *_: [])
    monkeypatch.setattr(coverage.build, "guest", lambda *_: None)
    monkeypatch.setattr(coverage.elf, "tests", lambda *_: [])
    with pytest.raises(SetupError, match="no test from tests/guest/drawing/catalogue/"):
        coverage.command([], [], False)


def test_coverage_without_a_word_of_a_format_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        coverage.collect({}, "7.2", {"tests": [a_picture(_16_555="ok")]}, ["draw.fill.solid"])


def test_picture_that_did_not_run_says_why() -> None:
    cells: Cells = {}
    coverage.collect(cells, "7.2", {"tests": [], "reasons": [{"text": "QEMU died"}]}, ["draw.fill.solid"])
    assert {cell["7.2"] for cell in cells.values()} == {Cell("NOT RUN", "QEMU died")} and len(cells) == 6
