# SPDX-License-Identifier: MIT
"""Tables that are wrong in one place, which QEMU adds to its own: the guest says which, by label, and blames firmware."""

from __future__ import annotations

from pathlib import Path

import pytest
from boots import Booter

BAD = {
    "base_address": ("MCFG", bytes(8) + (0xB0001000).to_bytes(8, "little") + bytes((0, 0, 0, 255, 0, 0, 0, 0)), "MCFG.BASE_ADDRESS"),
    "bus_range": ("MCFG", bytes(8) + (0xB0000000).to_bytes(8, "little") + bytes((0, 0, 9, 8, 0, 0, 0, 0)), "MCFG.BUS_RANGE"),
    "signature": ("abcd", b"data", "TABLE.SIGNATURE"),
    "too_short": ("SPCR", b"data", "TABLE.TOO_SHORT"),
}


@pytest.mark.parametrize(("signature", "body", "label"), BAD.values(), ids=BAD.keys())
def test_a_bad_table_is_told_by_its_label(booter: Booter, tmp_path: Path, signature: str, body: bytes, label: str) -> None:
    data = tmp_path / "body"
    data.write_bytes(body)
    table = ("--qemu-arg=-acpitable", f"--qemu-arg=sig={signature},data={data}")
    run = booter.once("acpi.tables_are_sound", "--wake", "qmp", *table)
    assert run.code == 4, run.out
    assert f"# finding {label} high {signature}: " in run.file("serial.log")
