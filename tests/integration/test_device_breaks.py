# SPDX-License-Identifier: MIT
"""Each promise of the device has a deliberate fault that turns it red: which, and what else catches what no fault can."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from boots import Booter, Run
from runner import elf
from runner.config import KERNEL
from runner.contract import DEVICE_BREAKS

# Fault -> the promises that it breaks. Every fault breaks some; what it breaks beside these does not matter.
CAUGHT: dict[str, tuple[str, ...]] = {
    "port_0": ("rings_no_wakeup_lost", "release_when_hidden"),
    "port_1": ("rings_no_needless_wakeup", "rings_no_wakeup_lost"),
    "port_2": ("bars_memory_moves", "errors_hold_the_line", "ports_wide_writes", "ports_update_area_rectangle"),
    "port_3": ("interrupts_level", "interrupts_masked_stay_pending", "interrupts_through_io_apic"),
    "port_4": ("release_oom",),
    "port_5": ("rings_start_empty", "slots_gone_after_reset", "ram_header_after_reset", "ports_read_as_ones", "modes_after_reset"),
    "port_6": ("modes_set_mode", "rom_outlives_reset", "modes_after_reset"),
    "port_8": ("slots_end_exclusive", "slots_reach_each_bar", "bars_above_4_gib"),
    "port_9": ("slots_deleted_and_added_again",),
    "port_10": ("errors_are_guest_bugs",),
    "port_11": ("errors_are_guest_bugs",),
    "port_12": ("modes_vga_port_ends_native_mode", "modes_primary_shapes", "ports_log"),
    "port_13": ("modes_primary_shapes", "modes_keep_data"),
    "port_14": ("errors_surface_number", "async_destroy_surface"),
    "port_15": ("async_destroy_all_surfaces",),
    "port_16": ("async_update_area",),
    "port_17": ("async_memslot_add", "slots_all_in_use"),
    "port_18": ("async_create_primary",),
    "port_19": ("async_destroy_primary", "modes_destroy_without_primary"),
    "port_20": ("async_destroy_surface",),
    "port_21": ("async_destroy_all_surfaces",),
    "port_22": ("async_flush_surfaces",),
    "port_23": ("release_entry_of_zero", "modes_ports_in_vga_mode"),
    "port_24": ("monitors_config", "async_completes_once"),
    "lost_0": ("release_by_interrupt", "interrupts_by_cause"),
    "lost_1": ("interrupts_no_loss_no_storm", "interrupts_by_cause", "interrupts_through_io_apic"),
    "lost_2": ("async_latency", "interrupts_shared_line"),
    "lost_3": ("errors_empty_area", "async_one_at_a_time", "bars_ports_move", "modes_largest_primary"),
    "lost_4": ("client_told_at_wake_up",),
    "extra_0": ("release_notify_on_prod_exact",),
    "extra_1": ("rings_notify_on_cons_exact",),
    "extra_2": ("async_reset_in_the_middle", "interrupts_masked_stay_pending"),
    "extra_3": ("interrupts_by_cause",),
    "extra_4": ("interrupts_by_cause",),
    "extra_5": ("interrupts_by_cause",),
    "release_reversed": ("release_chain_lengths", "rings_both_at_once", "rings_stream", "rings_full_in_order"),
    "release_lost": ("rings_indices_wrap", "release_ring_full"),
    "release_twice": ("async_flush_surfaces", "release_chain_lengths"),
    "wrong_pixel": ("bars_decode_off_while_at_work", "ports_update_area_rectangle"),
}
# Faults and promises that need a machine of their own, or are tried on the host.
ELSEWHERE = {
    "port_7": "test_device.py test_log_port_is_heard: what LOG does, the guest cannot see",
    "lost_5": "test_device.py test_client_that_is_not_told_of_is_noticed",
    "client_connects": "test_device.py test_client_that_is_not_told_of_is_noticed",
    "client_monitors_config": "test_device.py test_client_that_is_not_told_of_is_noticed",
    "rom_fields": "tests/host/device_rom_expected_test.cpp: every byte; test_device.py test_device_that_is_not_as_configured_is_told",
    "rom_mode_list": "tests/host/device_rom_expected_test.cpp: every field",
    "rom_bar_sizes": "test_bars_of_another_size_are_noticed",
    "bars_reset_through_bridge": "test_fault_of_a_device_behind_a_bridge_is_noticed",
    "vga_text": "test_device_vga.py: another picture",
    "out_of_memory_makes_progress": "draws through the driver; `break=device.*` is for what goes without it",
}
MACHINE = ("--wake", "qmp", "--secondary", "3", "--vram64", "128", "--property", "surfaces=64")


def promises() -> set[str]:
    return {test.name.split(".")[1] for test in elf.tests(KERNEL) if "device" in test.groups}


def test_every_promise_has_a_fault_and_every_fault_a_promise() -> None:
    assert {name for names in CAUGHT.values() for name in names} | (set(ELSEWHERE) & promises()) == promises()
    assert {f"device.{name}" for name in (*CAUGHT, *ELSEWHERE) if f"device.{name}" in DEVICE_BREAKS} == set(DEVICE_BREAKS)


@pytest.fixture(scope="module")
def broken(request: pytest.FixtureRequest, booter: Booter) -> Iterator[dict[str, Future[Run]]]:
    """The runs of all chosen items, two at a time."""
    chosen = [getattr(item, "callspec").params["fault"] for item in request.session.items if item.name.startswith("test_fault_is_caught[")]
    with ThreadPoolExecutor(2) as pool:
        yield {
            fault: pool.submit(booter.boot, *MACHINE, "--break", f"device.{fault}", *(f"device.{name}" for name in CAUGHT[fault]))
            for fault in chosen
        }
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("fault", CAUGHT)
def test_fault_is_caught(fault: str, broken: dict[str, Future[Run]]) -> None:
    run = broken[fault].result()
    outcomes = {name: run.test(f"device.{name}")["outcome"] for name in CAUGHT[fault]}
    assert run.code == 3 and set(outcomes.values()) == {"not_ok"}, f"{outcomes}\n{run.out}"


def test_none_of_them_is_red_without_a_fault(booter: Booter) -> None:
    run = booter.once(*MACHINE, "--group", "device")
    assert run.code == 0, run.out
    assert {run.test(f"device.{name}")["outcome"] for names in CAUGHT.values() for name in names} == {"ok"}


@pytest.mark.parametrize("size", ["ram_size_mb=32", "vram_size_mb=16", "vram64_size_mb=256"])
def test_bars_of_another_size_are_noticed(size: str, booter: Booter) -> None:
    run = booter.boot("device.rom_bar_sizes", "--qemu-arg=-global", f"--qemu-arg=qxl-vga.{size}")
    assert run.code == 3, run.out


def test_fault_of_a_device_behind_a_bridge_is_noticed(booter: Booter) -> None:
    parts = [word for part in ("pci-bridge,id=b1,chassis_nr=1", "qxl,bus=b1,addr=1") for word in ("--qemu-arg=-device", f"--qemu-arg={part}")]
    run = booter.boot("--device", "none", "--break", "device.port_8", "device.bars_reset_through_bridge", *parts)
    assert run.code == 3, run.out
