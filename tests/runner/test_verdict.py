# SPDX-License-Identifier: MIT
"""Verdicts: nothing passes by accident, and each fault is named."""

from __future__ import annotations

import pytest
from logs import BAD_CHECK, GOOD, REQUESTED, TOKEN, bend, texts, verdict
from runner.verdict import Ending


def test_good_run_passes() -> None:
    judged = verdict(GOOD)
    assert (judged.outcome, judged.exit, judged.reasons, judged.leaked_bytes) == ("pass", 0, (), 0)
    assert judged.counts == {"ok": 2, "skip": 1, "known": 0, "error": 0, "not_ok": 0}


def test_log_from_elsewhere_passes_without_exit_code() -> None:
    assert verdict(GOOD, token=None, requested=None, ending=Ending("recorded")).exit == 0


@pytest.mark.parametrize("cut", range(0, len(GOOD) - 1, 23))
def test_no_truncated_log_passes(cut: int) -> None:
    judged = verdict(GOOD[:cut])
    assert judged.exit == 6 and judged.reasons


@pytest.mark.parametrize("line", range(GOOD.count("\n")))
def test_no_log_passes_that_lacks_a_line_that_counts(line: int) -> None:
    lines = GOOD.splitlines(keepends=True)
    gone = lines.pop(line)
    judged = verdict("".join(lines))
    harmless = gone.strip().startswith(("# machine", "# pci", "# running", "# cycle1", "# memory", "# res", "# Subtest"))
    assert judged.exit == (0 if harmless else 6), gone


DISTRUST = {
    "first line of another run": ((TOKEN, "0123456789abcdef"),),
    "last line of another run": ((f"# end token={TOKEN}", "# end token=none"),),
    "plan too large": (("1..3", "1..4"),),
    "plan too small": (("1..3", "1..2"),),
    "subtest plan": (("    1..2", "    1..3"),),
    "numbering": (("ok 3 qxl", "ok 4 qxl"),),
    "subtest numbering": (("    ok 2 cyc", "    ok 1 cyc"),),
    "summary": (("ok=2 not_ok=0", "ok=3 not_ok=0"),),
    "summary planned": (("planned=3", "planned=2"),),
    "memory totals": (("allocated=812 released=812", "allocated=812 released=811"),),
    "memory line": (("allocated=812 ", ""),),
    "outcome": (("outcome=pass exit=33", "outcome=skipped exit=39"),),
    "unknown outcome": (("outcome=pass exit=33", "outcome=fine exit=33"),),
    "exit= on the last line": (("exit=33", "exit=35"),),
    "child worse than parent": (("    ok 2 cyc", "    not ok 2 cyc"),),
    "a test twice": (("ok 3 qxl.second_device", "ok 3 pci.functions"),),
    "another test": (("ok 1 pci.functions", "ok 1 pci.other"),),
    "a result after the end": (("exit=33\n", "exit=33\nok 4 pci.late\n"),),
    "two ends": (("exit=33\n", f"exit=33\n# end token={TOKEN} outcome=pass exit=33\n"),),
}


@pytest.mark.parametrize("changes", DISTRUST.values(), ids=DISTRUST.keys())
def test_contradiction_is_no_verdict(changes: tuple[tuple[str, str], ...]) -> None:
    judged = verdict(bend(*changes))
    assert judged.outcome == "crash" and judged.exit == 6, texts(judged)


def test_exit_code_must_be_the_agreed_one() -> None:
    judged = verdict(GOOD, qemu_exit=0)
    assert judged.exit == 6 and "exit code is 0" in texts(judged)


SKIPPED_CONTRACT = (
    ("ok 2 s3.contract", "ok 2 s3.contract # SKIP S3 not supported by the platform"),
    ("ok=2 not_ok=0 error=0 skip=1", "ok=1 not_ok=0 error=0 skip=2"),
    ("contract_skipped=none", "contract_skipped=s3.contract"),
    ("outcome=pass exit=33", "outcome=skipped exit=39"),
)


def test_a_skipped_contract_is_not_a_pass() -> None:
    judged = verdict(bend(*SKIPPED_CONTRACT), qemu_exit=39)
    assert judged.exit == 5 and "S3 not supported by the platform" in texts(judged)
    judged = verdict(bend(*SKIPPED_CONTRACT[:3]), qemu_exit=33)
    assert judged.exit == 6, "the last line must agree"


def test_silence_is_no_verdict() -> None:
    judged = verdict("", requested=REQUESTED)
    assert judged.exit == 6 and "silent" in texts(judged)


def test_a_test_that_was_asked_for_must_run() -> None:
    judged = verdict(GOOD, requested=(*REQUESTED, "s3.more"))
    assert judged.exit == 6 and "s3.more" in texts(judged)


def test_second_first_line_is_a_reset() -> None:
    judged = verdict(bend(("ok 3 qxl", f"# qxl-test-guest version=0.1.0 token={TOKEN}\nok 3 qxl")))
    assert judged.exit == 6 and "rebooted" in texts(judged)


def test_failed_check_is_named_with_its_side_and_details() -> None:
    judged = verdict(bend(*BAD_CHECK), qemu_exit=35)
    assert (judged.outcome, judged.exit) == ("not_ok", 3)
    assert [reason.text for reason in judged.reasons] == ["s3.contract / cycle1.step5.flush_release"]
    assert judged.reasons[0].side == "device" and "expected 0 blocks" in judged.reasons[0].details[0]


def test_error_is_not_the_devices_fault() -> None:
    judged = verdict(
        bend(
            ("ok 1 pci.functions", "# side firmware\nnot ok 1 pci.functions # ERROR bad MADT checksum"),
            ("ok=2 not_ok=0 error=0", "ok=1 not_ok=0 error=1"),
            ("outcome=pass exit=33", "outcome=error exit=37"),
        ),
        qemu_exit=37,
    )
    assert (judged.outcome, judged.exit, judged.reasons[0].side) == ("error", 4, "firmware")
    assert "bad MADT checksum" in texts(judged)


def test_failed_check_weighs_more_than_error() -> None:
    log = bend(
        *BAD_CHECK[:2],
        ("ok 1 pci.functions", "not ok 1 pci.functions # ERROR x"),
        ("ok=2 not_ok=0 error=0", "ok=0 not_ok=1 error=1"),
        BAD_CHECK[3],
    )
    judged = verdict(log, qemu_exit=35)
    assert judged.exit == 3 and len(judged.reasons) == 2


def test_known_fault_does_not_fail_the_run() -> None:
    log = bend(
        ("ok 1 pci.functions", "not ok 1 pci.functions # XFAIL QEMU until 8.0"), ("ok=2 ", "ok=1 "), ("known=0", "known=1")
    )
    assert verdict(log).exit == 0


def test_everything_skipped_is_not_a_pass() -> None:
    log = GOOD[: GOOD.index("1..3")] + (
        "1..1\nok 1 qxl.a # SKIP no QXL function\n# summary planned=1 ok=0 not_ok=0 error=0 skip=1 known=0\n"
        f"# end token={TOKEN} outcome=skipped exit=39\n"
    )
    judged = verdict(log, qemu_exit=39, requested=("qxl.a",))
    assert (judged.outcome, judged.exit) == ("skipped", 5)


def test_leak_that_no_check_reports_is_not_a_pass() -> None:
    log = bend(("released=812 leaked=0 leaked_bytes=0", "released=811 leaked=1 leaked_bytes=256"))
    judged = verdict(bend(("outcome=pass exit=33", "outcome=error exit=37"), log=log), qemu_exit=37)
    assert judged.exit == 4 and judged.leaked_bytes == 256 and "256 bytes" in texts(judged)
    assert verdict(log).exit == 6  # and a guest that calls it a pass contradicts itself


def test_usage_is_told_with_the_guests_words() -> None:
    log = f"# qxl-test-guest version=0.1.0 token={TOKEN}\n# command line word 'x': unknown\n# end token={TOKEN} outcome=usage exit=41\n"
    judged = verdict(log, qemu_exit=41)
    assert judged.exit == 4 and "command line word 'x'" in texts(judged)


def test_crash_beats_everything() -> None:
    log = bend(*BAD_CHECK[:1])
    log = log[: log.index("ok 2 s3.contract")] + f"# panic assertion=a.cpp:1 x\n# end token={TOKEN} outcome=crash exit=43\n"
    judged = verdict(log, qemu_exit=43)
    assert judged.exit == 6 and "assertion=a.cpp:1 x" in judged.reasons[0].text
    assert any("step5" in reason.text for reason in judged.reasons)  # what failed before is still told


def test_time_limit_is_told_as_such() -> None:
    judged = verdict(GOOD[:200], ending=Ending("inactive", "the guest said nothing"))
    assert (judged.outcome, judged.exit) == ("timeout", 7) and len(judged.reasons) == 1


def test_death_of_qemu_after_a_complete_report_is_not_a_pass() -> None:
    assert verdict(GOOD, ending=Ending("died", "QEMU was killed by SIGABRT", signal="SIGABRT")).exit == 6
