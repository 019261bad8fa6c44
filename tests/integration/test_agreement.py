# SPDX-License-Identifier: MIT
"""Our ACPI code and ACPICA on the tables of every QEMU at hand, in several configurations, and on ASL of our own.

Every difference is explained in runner/agreement/explained.py, and every explanation there is needed.
"""

from __future__ import annotations

import concurrent.futures
import os
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from runner import qemu
from runner.agreement import command, explained, ours, sets
from runner.agreement.compare import Outcome, compare
from runner.config import Config
from runner.errors import SetupError

QEMU = os.environ.get("QEMU") or Config().qemu
MACHINES = {machine.name: machine for machine in sets.machines(qemu.find(QEMU))}
ASL = {source.name: source for source in sorted(sets.ASL.glob("*.asl"))}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Outcome]]]:
    """Of every set. They are made side by side while the items wait for theirs."""
    ours.build()
    folder = tmp_path_factory.mktemp("tables")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        made = {tables.name: pool.submit(compare, tables) for tables in sets.own_asl()}
        made |= {
            name: pool.submit(lambda machine=machine, place=folder / str(n): compare(sets.capture(machine, place)))
            for n, (name, machine) in enumerate(MACHINES.items())
        }
        yield made
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", [*ASL, *MACHINES])
def test_every_difference_is_explained(outcomes: dict[str, Future[Outcome]], name: str) -> None:
    try:
        outcome = outcomes[name].result()
    except SetupError as error:
        pytest.fail(f"{error}\n{error.output}")
    assert outcome.paths.of > 10 and outcome.values.of > 3
    assert not explained.unexplained(outcome.differences), "\n".join(map(str, explained.unexplained(outcome.differences)))


def test_every_explanation_is_needed(outcomes: dict[str, Future[Outcome]]) -> None:
    found = [made.result() for made in outcomes.values()]
    print(f"\n{command.markdown(found)}")
    stale = explained.unneeded((d for o in found for d in o.differences), outcomes)
    assert not stale, "no set differs so any more:\n" + "\n".join(map(str, stale))


# Offsets into sleep.aml from a name there, the byte that ACPICA is given instead, and what must be seen.
CHANGES = {
    "path": (b"_S4_", 2, ord("8"), "\\_S4_"),
    "value": (b"_S3D", 5, 4, "\\_SB_.DEV0._S3D"),
    "sleep": (b"\\_S3_", 10, 7, "\\_S3_"),
}


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.usefixtures("outcomes")  # which build the tool
def test_one_byte_that_differs_is_seen(tmp_path: Path, kind: str) -> None:
    name, offset, byte, path = CHANGES[kind]
    mine = sets.AML / "sleep.aml"
    changed = bytearray(mine.read_bytes())
    changed[changed.index(name) + offset] = byte
    changed[9] = (changed[9] - sum(changed)) & 0xFF
    theirs = tmp_path / "theirs.aml"
    theirs.write_bytes(changed)
    seen = explained.unexplained(compare(sets.TableSet("changed", (mine,), (theirs,))).differences)
    assert (kind, path) in {(d.kind, d.path) for d in seen}


@pytest.mark.usefixtures("outcomes")
@pytest.mark.parametrize(
    ("words", "roots"), [(sets.PC, {"RSDT"}), (sets.Q35, {"RSDT", "MCFG"}), ((*sets.Q35, "--firmware", "ovmf"), {"RSDT", "XSDT", "MCFG"})],
    ids=["pc", "q35", "q35-ovmf"],
)  # fmt: skip
def test_a_dump_has_every_table_and_is_checked_as_a_whole(tmp_path: Path, words: tuple[str, ...], roots: set[str]) -> None:
    tables = sets.capture(sets.Machine("dump", (*words, "--qemu", QEMU)), tmp_path)
    found = ours.inspect(tables.files)
    assert {"RSDP", "FACP", "FACS", "DSDT", "APIC", "HPET", *roots} <= {table["signature"] for table in found["tables"]}
    assert not found["problems"] and found["is_whole_machine"]
    # What the guest says of the same tables: no finding of weight.
    assert not {f["label"] for f in found["findings"] if f["severity"] in ("high", "critical")}
