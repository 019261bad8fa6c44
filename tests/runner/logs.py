# SPDX-License-Identifier: MIT
"""Handwritten logs, and how to bend them."""

from __future__ import annotations

from runner.ktap import Report
from runner.verdict import Ending, Verdict, judge

TOKEN = "6f1c0d5e8a3b9274"
REQUESTED = ("pci.functions", "s3.contract", "qxl.second_device")

GOOD = f"""\
# qxl-test-guest version=0.1.0 token={TOKEN}
KTAP version 1
1..3
# machine memory_bytes=268435456 boot=multiboot1 loader=qemu
# pci.functions us=1200
ok 1 pci.functions
    KTAP version 1
    # Subtest: s3.contract
    1..2
    # running cycle1.step3.flush_surfaces
    # cycle1.step3.flush_surfaces us=412
    ok 1 cycle1.step3.flush_surfaces
    # suspended
    # resumed wake=rtc
    ok 2 cycle1.step5.flush_release
ok 2 s3.contract
ok 3 qxl.second_device # SKIP needs two QXL functions, found 1
# summary planned=3 ok=2 not_ok=0 error=0 skip=1 known=0 contract_skipped=none
# memory device=0 bar=0 allocated=812 released=812 leaked=0 leaked_bytes=0
# memory device=0 bar=1 allocated=24 released=24 leaked=0 leaked_bytes=0
# end token={TOKEN} outcome=pass exit=33
"""

BAD_CHECK = (
    ("    ok 2 cycle1.step5", "    # expected 0 blocks, seen 1: qxl-device.md\n    not ok 2 cycle1.step5"),
    ("ok 2 s3.contract", "not ok 2 s3.contract"),
    ("ok=2 not_ok=0", "ok=1 not_ok=1"),
    ("outcome=pass exit=33", "outcome=not_ok exit=35"),
)


def bend(*changes: tuple[str, str], log: str = GOOD) -> str:
    """`log` with each text replaced once; fails when a text is not there."""
    for old, new in changes:
        assert old in log, old
        log = log.replace(old, new, 1)
    return log


def read(log: str | bytes, chunk: int = 1 << 20) -> Report:
    """The report of a log that comes in pieces of `chunk` bytes, lines ended as on the wire."""
    data = log.replace("\n", "\r\n").encode() if isinstance(log, str) else log
    report = Report()
    for at in range(0, len(data), chunk):
        report.feed(data[at : at + chunk])
    report.finish()
    return report


def verdict(log: str | bytes, qemu_exit: int = 33, token: str | None = TOKEN,
            requested: tuple[str, ...] | None = REQUESTED, ending: Ending | None = None) -> Verdict:  # fmt: skip
    return judge(read(log), ending or Ending("exited", qemu_exit=qemu_exit), token, requested)


def texts(judged: Verdict) -> str:
    return "\n".join(line for reason in judged.reasons for line in (reason.text, *reason.details))
