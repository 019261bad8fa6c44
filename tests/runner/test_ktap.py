# SPDX-License-Identifier: MIT
"""The reader of serial reports."""

from __future__ import annotations

import pytest
from logs import GOOD, TOKEN, bend, read
from runner.ktap import Report


def test_good_log_is_read_completely() -> None:
    report = read(GOOD)
    assert (report.version, report.token, report.starts) == ("0.1.0", TOKEN, 1)
    assert [r.name for r in report.results()] == ["pci.functions", "s3.contract", "qxl.second_device"]
    assert [r.outcome for r in report.results()] == ["ok", "ok", "skip"]
    assert report.results()[2].reason == "needs two QXL functions, found 1"
    checks = report.results()[1].block
    assert checks and checks.plan == 2 and [c.name for c in checks.results][1] == "cycle1.step5.flush_release"
    assert checks.results[0].values() == {"us": "412"}
    assert (report.suspended, report.resumed, report.asleep) == (1, 1, False) and report.wakes == {"rtc": 1}
    assert report.end and (report.end.outcome, report.end.exit) == ("pass", 33)
    assert len(report.memory) == 2 and report.summary and report.summary["planned"] == "3"
    assert not report.problems


@pytest.mark.parametrize("chunk", [1, 2, 7, 100])
def test_pieces_of_any_size_read_the_same(chunk: int) -> None:
    assert [r[:4] for r in read(GOOD, chunk).results()] == [r[:4] for r in read(GOOD).results()]


def test_lines_may_end_without_carriage_return() -> None:
    assert not read(GOOD.encode()).problems
    assert len(read(GOOD.encode()).results()) == 3


def test_bytes_before_the_first_line_are_ignored_even_on_the_same_line() -> None:
    report = read(b"\x00\xff\x1b[2JSeaBIOS\r\nok 1 not.ours\r\nBooting.." + GOOD.encode())
    assert report.starts == 1 and len(report.results()) == 3 and not report.problems


def test_firmware_talking_in_between_is_noise() -> None:
    report = read(bend(("    # resumed", "SeaBIOS (version 1.16)\n    # resumed")))
    assert report.noise == ["SeaBIOS (version 1.16)"] and not report.problems


def test_details_belong_to_the_result_that_follows() -> None:
    report = read(bend(("    ok 2 cycle1", "    # expected 1, seen 2: here\n    # at a.cpp:3 x == y\n    ok 2 cycle1")))
    block = report.results()[1].block
    assert block and block.results[1].details == ("expected 1, seen 2: here", "at a.cpp:3 x == y")
    assert block.results[0].details == ("cycle1.step3.flush_surfaces us=412",)


def test_details_after_the_last_check_belong_to_the_test() -> None:
    report = read(bend(("ok 2 s3.contract", "    # s3.contract us=99\nok 2 s3.contract")))
    assert report.results()[1].values() == {"us": "99"}


@pytest.mark.parametrize(
    ("line", "outcome", "reason"),
    [
        ("not ok 1 a.b", "not_ok", ""),
        ("not ok 1 a.b # XFAIL QEMU 7.2 forgets it", "known", "QEMU 7.2 forgets it"),
        ("not ok 1 a.b # ERROR no memory", "error", "no memory"),
        ("ok 1 a.b # SKIP", "skip", ""),
    ],
)
def test_outcomes(line: str, outcome: str, reason: str) -> None:
    report = read(f"# qxl-test-guest version=1 token=t\nKTAP version 1\n1..1\n{line}\n")
    assert (report.results()[0].outcome, report.results()[0].reason) == (outcome, reason)
    assert not report.problems


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("ok 1 Bad-Name", "not a result line"),
        ("ok one a.b", "not a result line"),
        ("ok 1 a.b # XFAIL but it is fine", "does not go with"),
        ("not ok 1 a.b # SKIP", "does not go with"),
        ("ok 1 a.b # TODO later", "does not go with"),
        ("        ok 1 a.b", "outside any KTAP block"),
        ("1..4", "second plan"),
        ("    1..4", "plan outside"),
        ("        KTAP version 1", "opens at depth 2"),
        ("KTAP version 1", "opens at depth 0"),
    ],
)
def test_broken_lines_are_problems(line: str, problem: str) -> None:
    report = read(f"# qxl-test-guest version=1 token=t\nKTAP version 1\n1..1\n{line}\n")
    assert len(report.problems) == 1 and problem in report.problems[0]


def test_open_subtest_block_is_a_problem() -> None:
    report = read(GOOD[: GOOD.index("ok 2 s3.contract")])
    assert any("s3.contract" in problem and "no result" in problem for problem in report.problems)


def test_subtest_of_another_name_is_a_problem() -> None:
    assert "named s3.other" in read(bend(("# Subtest: s3.contract", "# Subtest: s3.other"))).problems[0]


def test_second_first_line_is_seen_in_the_middle_of_a_line() -> None:
    report = read(bend(("ok 3 qxl.sec", f"ok 3 qxl.sec# qxl-test-guest version=0.1.0 token={TOKEN}\n")))
    assert report.starts == 2
    assert len(report.results()) == 2  # what a second boot says counts for nothing


def test_panic_is_collected() -> None:
    report = read(bend(("ok 3 qxl", "# panic exception=#UD rip=0x1\n# reg rax=0x1\n# frame 0 0x100010\n# frame 1 0x1f\nok 3 qxl")))
    assert report.panic == "exception=#UD rip=0x1"
    assert report.registers == ["rax=0x1"] and report.frames == [0x100010, 0x1F]


def test_endless_line_and_endless_garbage_stay_small() -> None:
    report = Report()
    for _ in range(200):
        report.feed(b"x" * 65536)
    report.feed(b"\n" * 5000 + b"\xff\xfe\n" * 5000 + GOOD.encode())
    report.finish()
    assert len(report.partial) < 100_000 and len(report.noise) <= 1000 and report.starts == 1


def test_last_line_without_newline_counts() -> None:
    assert read(GOOD.rstrip("\n")).end is not None
