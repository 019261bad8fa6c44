# SPDX-License-Identifier: MIT
"""Drawing commands: the screen from outside, mistakes that turn pictures red, random scenes that can be drawn again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from boots import Booter, Run
from runner import elf, png
from runner.config import KERNEL

CATALOGUE = [test.name for test in elf.tests(KERNEL) if "tests/guest/drawing/catalogue/" in test.file]
COLOUR_FORMATS = ("16_555", "16_565", "32_xrgb", "32_argb")
# One for each thing that can be wrong, and a picture that has to notice. All the others: tests/host/drawing_catalogue_test.cpp.
MISTAKES = {
    "fill_wrong_rop": "draw.fill.solid",
    "copy_misses_column": "draw.copy.put",
    "bitmap_bit_order": "draw.copy.bits_1_be",
}


def test_screendump_is_what_the_guest_expects(booter: Booter) -> None:
    """QEMU's screendump of the primary, for every picture and each format with colour."""
    run = booter.once("draw.*.*", "--screens")
    assert run.code == 0, run.out + run.err
    screens = run.result["screens"]
    assert screens["differing"] == []
    shown = sum(
        check["outcome"] == "ok" and check["name"] in COLOUR_FORMATS for test in run.result["tests"] for check in test["checks"]
    )
    assert screens["compared"] == shown >= 3 * len(CATALOGUE)


def test_screendump_of_a_wrong_screen_is_noticed(boot: Callable[..., Run]) -> None:
    run = boot("draw.fill.solid", "--screens", "--mistake", "fill_wrong_rop")
    assert run.code == 3
    assert run.result["screens"]["compared"] == len(run.result["screens"]["differing"]) == len(COLOUR_FORMATS)


@pytest.mark.parametrize(("mistake", "picture"), MISTAKES.items())
def test_mistake_turns_its_picture_red(mistake: str, picture: str, boot: Callable[..., Run]) -> None:
    run = boot(picture, "--mistake", mistake)
    assert run.code == 3, run.out
    test = run.test(picture)
    assert {check["outcome"] for check in test["checks"]} == {"not_ok"}
    said = "\n".join(line for check in test["checks"] for line in check["details"])
    assert re.search(r"\d+ of 6144 pixels differ .*: first at x=\d+ y=\d+, expected 0x\w+, seen 0x\w+; all within x=\d+\.\.\d+", said)
    three = run.result["pictures"][:3]
    assert [name.rsplit("-", 1)[1] for name in three] == ["expected.png", "seen.png", "difference.png"]
    expected, seen, _ = (png.decode((run.folder / name).read_bytes()) for name in three)
    assert expected != seen


def test_unknown_mistake_is_an_error(boot: Callable[..., Run]) -> None:
    assert boot("draw.fill.solid", "--mistake", "no_such_mistake").code == 4


def test_random_scenes(booter: Booter) -> None:
    run = booter.once("draw.random", "--seed", "1", "--count", "40")
    assert run.code == 0, run.out
    assert re.search(r"random scenes=40 bad=0 us=\d+ scenes_per_second=\d+", "\n".join(run.test("draw.random")["details"]))


def test_random_scene_that_differs_is_shrunk_and_can_be_drawn_again(boot: Callable[..., Run]) -> None:
    """With an oracle that inverts brushes any FILL differs: the shortest scene has one command."""
    run = boot("draw.random", "--seed", "7", "--count", "1", "--mistake", "fill_wrong_rop")
    assert run.code == 3, run.out
    details = "\n".join(run.test("draw.random")["details"])
    again = re.search(r"^scene again: \./run\.py (draw\.random --seed 7 --count 1 --only (\d+))$", details, re.M)
    assert again and len(re.findall(r"^scene command \d+ fill ", details, re.M)) == 1, details
    assert boot(*again[1].split(), "--mistake", "fill_wrong_rop").code == 3
    assert boot(*again[1].split()).code == 0


def test_catalogue_and_random_scenes_asleep(booter: Booter) -> None:
    run = booter.once("draw.asleep", "draw.random_asleep", "--wake", "qmp", "--cycles", "5")
    assert run.code == 0, run.out
    assert run.result["suspended"] >= 6
    drawn = re.findall(r"^catalogue pictures=(\d+)", "\n".join(run.test("draw.asleep")["details"]), re.M)
    assert sum(map(int, drawn)) >= 4 * len(CATALOGUE)
