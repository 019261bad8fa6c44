# SPDX-License-Identifier: MIT
"""What guest and runner agreed on. Spec: docs/serial-report.md."""

from __future__ import annotations

from typing import NamedTuple

from runner import errors

FIRST_LINE = "# qxl-test-guest version="
CMDLINE_FILE = "opt/org.qxl-test-guest/cmdline"
DEBUG_EXIT_PORT = 0xF4

# Outcomes of a result line, in rising order of weight.
WEIGHT = {"ok": 0, "skip": 1, "known": 2, "error": 3, "not_ok": 4}
# KTAP directive -> (outcome when the line says `ok`, outcome when it says `not ok`); None: the line contradicts itself.
DIRECTIVES: dict[str, tuple[str | None, str | None]] = {
    "": ("ok", "not_ok"),
    "SKIP": ("skip", None),
    "XFAIL": (None, "known"),
    "ERROR": (None, "error"),
}


class End(NamedTuple):
    """One value of `outcome=` on the last line, QEMU's exit code for it, and what run.py makes of it."""

    qemu_exit: int
    run_exit: int


ENDS = {
    "pass": End(33, errors.PASS),
    "not_ok": End(35, errors.FAILED),
    "error": End(37, errors.ERROR),
    "skipped": End(39, errors.SKIPPED),
    "usage": End(41, errors.ERROR),
    "crash": End(43, errors.CRASH),
}

BREAKS = (
    "no_flush_surfaces", "no_destroy_all", "no_flush_release", "no_keep_data", "no_bar_restore",
    "no_waking_vector", "leak_command", "leak_block", "leak_page", "overwrite_free", "overwrite_guard", "wrong_pixel", "wrong_interrupt",
    "panic", "hang", "reset", "truncate",
)  # fmt: skip
# Of the device, as its conformance tests see it. Numbers are those of ports and interrupt bits.
DEVICE_BREAKS = (
    *(f"device.port_{n}" for n in range(25)), *(f"device.lost_{n}" for n in range(6)), *(f"device.extra_{n}" for n in range(6)),
    "device.release_reversed", "device.release_twice", "device.release_lost", "device.wrong_pixel",
)  # fmt: skip
# auto: the RTC alarm in the main job, system_wakeup elsewhere. The guest says which before each sleep.
WAKES = ("auto", "rtc", "pm_timer", "qmp", "keyboard")
WAKES_FROM_OUTSIDE = frozenset(("qmp", "keyboard"))  # the runner wakes the machine; the others are the guest's own
STEPS = (
    "stop_producing", "notify_cmd", "notify_cursor", "flush_surfaces", "destroy_all_surfaces", "flush_release", "sleep", "reset",
    "recreate_surfaces",
)  # fmt: skip
# Properties of QEMU's QXL devices that the guest is told about; revision is in PCI configuration space.
PROPERTIES = ("ram_size_mb", "vram_size_mb", "vram64_size_mb", "vgamem_mb", "surfaces", "max_outputs", "xres", "yres")
CLIENT_TESTS = "device.client_"  # names begin so
EXPLICIT_GROUPS = frozenset(("hostile", "soak", "dump", "thorough"))  # never part of `all`
