# SPDX-License-Identifier: MIT
"""The device in other places: behind bridges, whose windows and bus numbers the reset takes away too; with a 64-bit BAR; with
company on the bus and on the interrupt line."""

from __future__ import annotations

import re

import pytest
from boots import Booter


def devices(*names: str) -> list[str]:
    return [word for name in names for word in ("--qemu-arg=-device", f"--qemu-arg={name}")]


BEHIND = {
    "pc-one_bridge": ("pc", "01:01.0", ("pci-bridge,id=b1,chassis_nr=1", "qxl,bus=b1,addr=1")),
    "q35-two_bridges": (
        "q35",
        "02:01.0",
        ("pcie-pci-bridge,id=b0", "pci-bridge,id=b1,chassis_nr=1,bus=b0,addr=3", "qxl,bus=b1,addr=1"),
    ),
}


@pytest.mark.parametrize(("machine", "place", "parts"), BEHIND.values(), ids=BEHIND.keys())
def test_behind_bridges(booter: Booter, machine: str, place: str, parts: tuple[str, ...]) -> None:
    run = booter.once("--machine", machine, "--device", "none", *devices(*parts), "--wake", "qmp", "--cycles", "2", *booter.all())
    assert run.code == 0, run.out
    log = run.file("serial.log")
    assert f"# qxl device=0 at={place} kind=qxl" in log
    # Its interrupt goes through bridges that have no _PRT of their own, and comes out where firmware says.
    assert (routed := re.search(rf"# routing {place} pin=1 link=\S+ interrupt=(\d+) line=(\d+)", log)) and routed[1] == routed[2]
    # The bridge in front of it lost its bus numbers, and got them back before the device did.
    assert re.search(r"# pci 00:[0-9a-f.]+ offset=0x18 saved=0x[0-9a-f]+ seen=0x00000000", log)


def test_64_bit_bar(booter: Booter) -> None:
    words = ("--property", "vram64_size_mb=256")
    run = booter.once(*words, "--wake", "qmp", "--cycles", "2", *booter.all())
    assert run.code == 0, run.out
    memory = re.search(r"# memory device=0 bar=4 allocated=(\d+) released=(\d+) leaked=0 ", run.file("serial.log"))
    assert memory and memory[1] == memory[2] != "0"


def test_several_devices_on_one_bus(booter: Booter) -> None:
    run = booter.once(*devices("qxl", "qxl"), "--wake", "qmp", "--cycles", "2", *booter.all())
    assert run.code == 0, run.out
    assert run.file("serial.log").count("# qxl device=") == 3


def test_crowded_machine(booter: Booter) -> None:
    """Functions that share the interrupt line, and whose configuration space is saved and restored as well."""
    company = devices("virtio-rng-pci", "e1000,romfile=", "ich9-usb-ehci1", "virtio-serial-pci")
    run = booter.once(*company, "--wake", "qmp", "--cycles", "2", *booter.all())
    assert run.code == 0, run.out
