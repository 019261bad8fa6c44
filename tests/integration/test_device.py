# SPDX-License-Identifier: MIT
"""The device's promises where they need a machine of their own: other sizes, a client, a log that is looked at, a bridge."""

from __future__ import annotations

import re

import pytest
from boots import Booter, Run

GROUP = ("--group", "device", "--wake", "qmp")
MIB = 1024 * 1024
MODES_MIB = (8, 16, 256)  # of VGA memory; the last holds every mode that QEMU knows


def properties(*values: str) -> list[str]:
    return [word for value in values for word in ("--property", value)]


SIZES = {
    "more": ("ram_size_mb=128", "vram_size_mb=128", "vgamem_mb=32", "surfaces=2048", "max_outputs=4"),
    "less": ("ram_size_mb=16", "vram_size_mb=8", "vgamem_mb=8", "surfaces=64", "max_outputs=1"),
    "odd": ("ram_size_mb=100", "vram_size_mb=33", "vgamem_mb=17", "xres=801", "yres=601"),
    "bar4": ("vram_size_mb=16", "vram64_size_mb=64"),
}


@pytest.mark.parametrize("values", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("device", ["qxl-vga", "qxl"])
def test_device_is_as_configured(device: str, values: tuple[str, ...], booter: Booter) -> None:
    run = booter.once(*GROUP, "--device", device, *properties(*values))
    assert run.code == 0, run.out
    assert run.test("device.rom_fields")["outcome"] == run.test("device.rom_bar_sizes")["outcome"] == "ok"
    few = "surfaces=64" in values
    assert run.test("device.errors_surface_number")["outcome"] == ("ok" if few else "skip")


def test_device_that_is_not_as_configured_is_told(booter: Booter) -> None:
    run = booter.once("device.rom*", "--qemu-arg=-global", "--qemu-arg=qxl-vga.surfaces=64")
    assert run.code == 3, run.out
    assert re.search(r"ROM n_surfaces at offset 0x34: expected 0x400, seen 0x40", run.out), run.out


def modes(booter: Booter, vgamem: int) -> dict[int, tuple[str, int]]:
    """The list of a device with so much VGA memory: id -> (all of it, bytes)."""
    run = booter.once("device.rom*", *properties(f"vgamem_mb={vgamem}", f"ram_size_mb={2 * vgamem}"))
    assert run.code == 0, run.out
    found = {}
    for line in run.test("device.rom_mode_list")["details"]:
        if match := re.fullmatch(r"mode (id=(\d+) size=\d+x(\d+) bits=\d+ stride=(\d+) .*)", line):
            found[int(match[2])] = match[1], int(match[3]) * int(match[4])
    return found


def test_mode_list_is_complete(booter: Booter) -> None:
    every = modes(booter, MODES_MIB[-1])
    assert set(every) == set(range(len(every)))  # no gap: nothing was too large
    for vgamem in MODES_MIB[:-1]:
        wanted = {number: mode for number, mode in every.items() if mode[1] <= vgamem * MIB}
        assert modes(booter, vgamem) == wanted
        assert len(wanted) < len(every)


def test_log_port_is_heard(booter: Booter) -> None:
    run = booter.once("device.ports_log", "--qemu-arg=-global", "--qemu-arg=qxl-vga.guestdebug=1")
    assert run.code == 0, run.out
    assert run.file("qemu.log").count("qxl-test-guest was here\n") == 2
    broken = booter.once("device.ports_log", "--break", "device.port_7", "--qemu-arg=-global", "--qemu-arg=qxl-vga.guestdebug=1")
    assert "qxl-test-guest was here" not in broken.file("qemu.log")


def client(booter: Booter, *words: str) -> Run:
    return booter.once("--client", "device.client_*", "--wake", "qmp", *words)


@pytest.mark.parametrize("revision", ["3", "4", "5"])
@pytest.mark.parametrize("machine", ["pc", "q35"])
def test_client_and_its_monitors(machine: str, revision: str, booter: Booter) -> None:
    run = client(booter, "--machine", machine, "--revision", revision)
    assert run.code == 0, run.out
    assert [run.test(f"device.client_{name}")["outcome"] for name in ("connects", "monitors_config")] == ["ok", "ok"]


@pytest.mark.parametrize(("fault", "test"), [("device.lost_4", "client_connects"), ("device.lost_5", "client_monitors_config")])
def test_client_that_is_not_told_of_is_noticed(fault: str, test: str, booter: Booter) -> None:
    run = client(booter, "--break", fault)
    assert run.code == 3 and run.test(f"device.{test}")["outcome"] == "not_ok", run.out


BRIDGES = {
    "pc": ("pci-bridge,id=b1,chassis_nr=1", "qxl,bus=b1,addr=1"),
    "q35": ("pcie-pci-bridge,id=b0", "pci-bridge,id=b1,chassis_nr=1,bus=b0,addr=3", "qxl,bus=b1,addr=1"),
}


@pytest.mark.parametrize("machine", BRIDGES)
def test_reset_through_a_bridge(machine: str, booter: Booter) -> None:
    parts = [word for part in BRIDGES[machine] for word in ("--qemu-arg=-device", f"--qemu-arg={part}")]
    run = booter.once(*GROUP, "--machine", machine, "--device", "none", *parts)
    assert run.code == 0, run.out
    assert run.test("device.bars_reset_through_bridge")["outcome"] == "ok"


def test_devices_that_share_a_line(booter: Booter) -> None:
    run = booter.once(*GROUP, "--secondary", "3")
    assert run.code == 0, run.out
    assert run.test("device.interrupts_shared_line")["outcome"] == "ok"


def test_the_soak_tests_end_well(booter: Booter) -> None:
    """A million commands and a hundred thousand interrupts: no part of --all, but of what is promised."""
    run = booter.once("--group", "soak", "--wake", "qmp", "--timeout", "280")
    assert run.code == 0, run.out
    assert {test["name"] for test in run.result["tests"]} == {"device.rings_million", "device.interrupts_100000"}
