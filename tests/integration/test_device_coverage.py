# SPDX-License-Identifier: MIT
"""Every port, ring, interrupt bit, field and mode of the device is in at least one promise: derived from the protocol's headers.

A promise says in its descriptor what it covers (`.covers`); what it says of ports is held against the ports that it wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from boots import Booter
from runner import elf
from runner.config import KERNEL

HEADERS = Path("/usr/include/spice-1/spice")
MODES = {f"device_mode.{mode}" for mode in ("undefined", "vga", "compat", "native")}  # QEMU hw/display/qxl.h QXL_MODE_*
RINGS = ("cmd_ring", "cursor_ring", "release_ring")
# Structures of the RAM header and the ROM: covered field by field, under these names.
STRUCTURES = {
    "rom": "QXLRom", "ram": "QXLRam", "mem_slot": "QXLMemSlot", "create_surface": "QXLSurfaceCreate", "mode": "QXLMode",
    "modes": "QXLModes", "monitors_config": "QXLMonitorsConfig", "head": "QXLHead",
}  # fmt: skip


def fields(header: str, structure: str) -> list[str]:
    """The names of the members of `typedef struct ... structure {`, nested structures as one."""
    match = re.search(rf"typedef struct [^{{;]*\b{structure} \{{(.*?)\n\}} {structure};", header, re.S)
    assert match, f"{structure} is not in the header"
    body = re.sub(r"/\*.*?\*/|//[^\n]*", "", match[1], flags=re.S)
    while "{" in body:
        body = re.sub(r"struct[^{};]*\{[^{}]*\}", "struct", body)
    return re.findall(r"(\w+)(?:\[[^\]]*\])?;", body)


def ports(device: str) -> list[str]:
    """The names of the ports by their numbers."""
    match = re.search(r"enum \{\s*(QXL_IO_NOTIFY_CMD,.*?)QXL_IO_RANGE_SIZE", device, re.S)
    assert match, "the ports are not in the header"
    return [name.lower() for name in re.findall(r"^\s*QXL_IO_(\w+),", match[1], re.M)]


def expected(device: str, rings: str) -> set[str]:
    """What there is to cover, by the text of qxl_dev.h and ipc_ring.h."""
    names = {f"port.{name}" for name in ports(device)}
    names |= {f"interrupt.{name.lower()}" for name in re.findall(r"^#define QXL_INTERRUPT_(\w+)", device, re.M)}
    for name, structure in STRUCTURES.items():
        names |= {f"{name}.{field}" for field in fields(device, structure)}
    declared = re.search(r"#define SPICE_RING_DECLARE\(.*?typedef struct SPICE_ATTR_PACKED name \{(.*?)\} name;", rings, re.S)
    assert declared, "SPICE_RING_DECLARE is not in the header"
    for ring in RINGS:
        names |= {f"{ring}.{field}" for field in re.findall(r"(\w+)(?:\[[^;]*\])?;", declared[1])}
        names.remove(f"ram.{ring}")
    return (names - {"modes.modes", "monitors_config.heads"}) | MODES  # whose elements are mode.* and head.*


def headers() -> tuple[str, str]:
    return (HEADERS / "qxl_dev.h").read_text(), (HEADERS / "ipc_ring.h").read_text()


def promises() -> list[elf.GuestTest]:
    return [test for test in elf.tests(KERNEL) if "device" in test.groups]


def uncovered(wanted: Iterable[str], tests: Iterable[elf.GuestTest]) -> list[str]:
    return sorted(set(wanted) - {name for test in tests for name in test.covers})


def test_everything_is_in_a_promise() -> None:
    assert uncovered(expected(*headers()), promises()) == []


def test_nothing_is_covered_that_does_not_exist() -> None:
    there = expected(*headers())
    unknown = {f"{test.name}: {name}" for test in promises() for name in test.covers if name not in there}
    assert unknown == set()


def test_every_promise_says_where_it_is_written() -> None:
    assert [test.name for test in promises() if not test.source] == []


@pytest.mark.parametrize("name", ["port.log", "interrupt.cursor", "rom.mm_clock", "release_ring.cons", "mode.bits", "device_mode.vga"])
def test_what_no_promise_covers_is_found(name: str) -> None:
    left = [test._replace(covers=tuple(n for n in test.covers if n != name)) for test in promises()]
    assert uncovered(expected(*headers()), left) == [name]


def test_what_a_later_header_adds_is_found() -> None:
    device, rings = headers()
    device = device.replace("    QXL_IO_RANGE_SIZE", "    QXL_IO_NEW_PORT,\n\n    QXL_IO_RANGE_SIZE")
    device = device.replace("    uint8_t client_present;", "    uint8_t client_present;\n    uint8_t new_field;")
    rings = rings.replace("    uint32_t num_items;", "    uint32_t num_items;                  \\\n    uint32_t new_index;")
    added = ["port.new_port", "rom.new_field", *(f"{ring}.new_index" for ring in RINGS)]
    assert uncovered(expected(device, rings), promises()) == sorted(added)


@pytest.mark.parametrize("device", ["qxl-vga", "qxl"])
def test_ports_that_a_promise_names_were_written(device: str, booter: Booter) -> None:
    run = booter.once("--group", "device", "--device", device, "--wake", "qmp")
    numbers = ports(headers()[0])
    assert run.code == 0, run.out
    for promise in promises():
        result = run.test(promise.name)
        if result["outcome"] != "ok":
            continue
        written = 0
        for line in result["details"]:
            if match := re.fullmatch(r"ports written=0x([0-9a-f]+)", line):
                written |= int(match[1], 16)
        named = {name[5:] for name in promise.covers if name.startswith("port.")}
        assert named <= {name for n, name in enumerate(numbers) if written >> n & 1}, promise.name
