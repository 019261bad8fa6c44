# SPDX-License-Identifier: MIT
"""The oracle from outside: QEMU's own trace of a run against what the guest says it did.

Events: QEMU hw/display/trace-events, qxl_*. QEMU 5.2 puts `pid@time:` before each line, later versions do not.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from boots import Booter, Run

CYCLES = 3
NOTIFY_CMD, NOTIFY_CURSOR, RESET = 0, 1, 5
DESTROY_ALL_ASYNC, FLUSH_SURFACES_ASYNC, FLUSH_RELEASE = 21, 22, 23
UPDATE_IRQ = 3  # acknowledges an interrupt: may come anywhere


class Event(NamedTuple):
    name: str
    text: str

    def port(self) -> int | None:
        """The I/O port of a write, None for any other event."""
        match = re.search(r" addr=(\d+) ", self.text) if self.name == "qxl_io_write" else None
        return int(match[1]) if match else None


class Traced(NamedTuple):
    run: Run
    events: list[Event]

    def cycles(self) -> list[list[Event]]:
        """The trace cut behind each reset that the guest did not ask for: wake-ups. The start of the machine is left out."""
        parts: list[list[Event]] = [[]]
        asked = True  # the reset of the machine's start ends no cycle
        for event in self.events:
            if event.port() is not None:
                asked = event.port() == RESET
            parts[-1].append(event)
            if event.name == "qxl_hard_reset":
                if not asked:
                    parts.append([])
                asked = False
        return parts


def read(path: Path) -> list[Event]:
    events = []
    for line in path.read_text().splitlines():
        line = re.sub(r"^\d+@\d+\.\d+:", "", line)
        if line.startswith("qxl_"):
            events.append(Event(line.split(" ", 1)[0], line))
    return events


@pytest.fixture(scope="module", params=["pc", "q35"])
def traced(request: pytest.FixtureRequest, booter: Booter, tmp_path_factory: pytest.TempPathFactory) -> Traced:
    trace = tmp_path_factory.mktemp("trace") / "trace.txt"
    run = booter.boot(
        "s3.contract", "pci.every_function_listed", "--machine", request.param, "--wake", "qmp", "--cycles", str(CYCLES),
        "--qemu-arg=-trace", "--qemu-arg=qxl_*", "--qemu-arg=-D", f"--qemu-arg={trace}",
    )  # fmt: skip
    assert run.code == 0, run.out + run.err
    return Traced(run, read(trace))


def writes(events: list[Event]) -> list[int]:
    return [port for event in events if (port := event.port()) is not None and port != UPDATE_IRQ]


def test_every_sleep_ends_in_a_reset_that_the_guest_did_not_ask_for(traced: Traced) -> None:
    assert len(traced.cycles()) == CYCLES + 1
    assert traced.run.result["suspended"] == CYCLES


def test_steps_come_in_the_order_of_the_contract(traced: Traced) -> None:
    for events in traced.cycles()[:CYCLES]:
        # A ring that is not empty yet is kicked once more.
        ports = [port for port, _ in itertools.groupby(writes(events))]
        assert ports[-5:] == [NOTIFY_CMD, NOTIFY_CURSOR, FLUSH_SURFACES_ASYNC, DESTROY_ALL_ASYNC, FLUSH_RELEASE]


def test_each_asynchronous_step_is_complete_before_the_next(traced: Traced) -> None:
    for events in traced.cycles()[:CYCLES]:
        running: int | None = None
        for event in events:
            if match := re.search(r"qxl_interface_async_complete_io \d+ current=(\d+)", event.text):
                assert int(match[1]) == running
                running = None
            elif event.name == "qxl_io_write" and "async=1" in event.text:
                assert running is None, event.text
                running = event.port()
            elif event.port() == FLUSH_RELEASE:
                assert running is None
        assert running is None


def test_nothing_happens_between_step_5_and_the_reset(traced: Traced) -> None:
    for events in traced.cycles()[:CYCLES]:
        place = max(n for n, event in enumerate(events) if event.port() == FLUSH_RELEASE)
        after = events[place + 1 :]
        assert not [event.text for event in after if event.name.endswith(("_get", "_res_put"))]
        assert not writes(after)


def test_as_many_resources_are_released_as_were_submitted(traced: Traced) -> None:
    """In each cycle: what the device took from both rings comes back before the machine sleeps."""
    for events in traced.cycles()[:CYCLES]:
        taken = [e for e in events if e.name in ("qxl_ring_command_get", "qxl_ring_cursor_get") and " native" in e.text]
        given_back = [e for e in events if e.name == "qxl_ring_res_put"]
        assert len(taken) == len(given_back) > 0


def test_last_release_was_pushed(traced: Traced) -> None:
    """What the device holds back in its own list never reaches the guest: after step 5 that list is empty."""
    for events in traced.cycles()[:CYCLES]:
        held = 0
        for event in events:
            if event.name == "qxl_ring_res_put":
                held = int(event.text.split("#res=")[1])
            elif event.name == "qxl_ring_res_push":
                held = 0
        assert held == 0


def test_memslots_are_added_after_each_wake_up_where_the_bars_are(traced: Traced) -> None:
    bars = _bars(traced.run)
    for events in traced.cycles():
        after_reset = [event for event in events if event.name == "qxl_memslot_add_guest"]
        ranges = [tuple(int(number, 16) for number in re.findall(r"0x[0-9a-f]+", event.text)) for event in after_reset]
        assert len(ranges) == len(set(ranges)) == 2
        for low, high in ranges:
            assert any(start <= low < high <= start + size for start, size in bars), (hex(low), hex(high), bars)


def test_no_guest_bug_was_raised(traced: Traced) -> None:
    assert not [event for event in traced.events if "guest_bug" in event.name]


def _bars(run: Run) -> list[tuple[int, int]]:
    """Start and size of the QXL's memory BARs, as the guest lists them."""
    details = run.test("pci.every_function_listed")["details"]
    qxl = next(line.split()[1] for line in details if "vendor=0x1b36 device=0x0100" in line)
    found = [re.search(r"kind=mem\d+ address=(0x[0-9a-f]+) size_bytes=(\d+)", d) for d in details if d.startswith(f"pci {qxl} bar=")]
    return [(int(match[1], 16), int(match[2])) for match in found if match]
