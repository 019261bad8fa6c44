# SPDX-License-Identifier: MIT
"""The sets of tables: of every QEMU at hand in several configurations, ASL of our own, and files from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from runner import other_qemus
from runner.agreement.compare import TableSet
from runner.config import ROOT
from runner.errors import SetupError

AML = Path(ROOT) / "build" / "host" / "tests" / "host" / "acpi"
ASL = Path(ROOT) / "tests" / "host" / "acpi"
_BLOCKS = (b"DSDT", b"SSDT", b"PSDT")
_MORE_MEMORY = ("-m", "256,slots=4,maxmem=8G")


class Machine(NamedTuple):
    """One boot whose tables are captured."""

    name: str
    words: tuple[str, ...]  # for run.py acpidump


def _with(*words: str) -> tuple[str, ...]:
    return tuple(f"--qemu-arg={word}" for word in words)


PC, Q35 = ("--machine", "pc"), ("--machine", "q35")
# What changes the tables that QEMU makes.
VARIANTS: dict[str, tuple[str, ...]] = {
    "pc, 4 processors of 8": PC + _with("-smp", "4,maxcpus=8"),
    "pc, 3 bridges": PC + _with("-device", "pci-bridge,id=b1,chassis_nr=1", "-device", "pci-bridge,id=b2,bus=b1,chassis_nr=2,addr=1",
                                "-device", "pci-bridge,chassis_nr=3"),
    "pc, second host bridge": PC + _with("-device", "pxb,bus_nr=128"),
    "pc, memory hotplug": PC + _with(*_MORE_MEMORY),
    "pc, NVDIMM": PC + _with(*_MORE_MEMORY, "-machine", "nvdimm=on", "-object", "memory-backend-ram,id=n1,size=64M", "-device", "nvdimm,memdev=n1"),
    "pc, VM generation ID, IPMI": PC + _with("-device", "vmgenid,guid=auto", "-device", "ipmi-bmc-sim,id=b", "-device", "isa-ipmi-kcs,bmc=b"),
    "pc, no S3, no S4": PC + _with("-global", "PIIX4_PM.disable_s3=1", "-global", "PIIX4_PM.disable_s4=1"),
    "pc-i440fx-1.6": PC + _with("-machine", "pc-i440fx-1.6"),
    "pc-i440fx-2.0": PC + _with("-machine", "pc-i440fx-2.0"),
    "q35, 4 processors of 8": Q35 + _with("-smp", "4,maxcpus=8"),
    "q35, 3 root ports": Q35 + _with("-device", "pcie-root-port,id=r1,chassis=1", "-device", "pcie-root-port,id=r2,chassis=2",
                                     "-device", "pcie-root-port,id=r3,chassis=3", "-device", "e1000,bus=r3"),
    "q35, PCI bridge and second host bridge": Q35 + _with("-device", "pcie-pci-bridge,id=p1", "-device", "pci-bridge,bus=p1,chassis_nr=9,addr=1",
                                                          "-device", "pxb-pcie,bus_nr=64"),
    "q35, memory hotplug, 64-bit window": Q35 + ("--vram64", "128") + _with(*_MORE_MEMORY),
    "q35, IOMMU, pvpanic": Q35 + _with("-device", "intel-iommu", "-device", "pvpanic"),
    "q35, no S3, no S4": Q35 + _with("-global", "ICH9-LPC.disable_s3=1", "-global", "ICH9-LPC.disable_s4=1"),
    "pc, OVMF": PC + ("--firmware", "ovmf"),
    "q35, OVMF": Q35 + ("--firmware", "ovmf"),
}  # fmt: skip


def machines(qemu: str) -> Iterator[Machine]:
    """pc and q35 of `qemu` and of every QEMU in build/qemu, one of each version, and the variants on `qemu`."""
    programs = {_version(path): path for path in (*(other.path for other in other_qemus.present()), qemu)}
    for version, path in programs.items():
        for words in (PC, Q35):
            yield Machine(f"QEMU {version}, {words[1]}", (*words, "--qemu", path))
    there = qemu_machines(qemu)
    for name, words in VARIANTS.items():
        if name.startswith("pc-") and name not in there:
            continue  # later QEMUs drop old machine types
        yield Machine(f"QEMU {_version(qemu)}, {name}", (*words, "--qemu", qemu))


def qemu_machines(qemu: str) -> set[str]:
    """Machine types that a QEMU knows."""
    done = subprocess.run([qemu, "-machine", "help"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return {line.split()[0] for line in done.stdout.splitlines() if line.strip()}


def _version(qemu: str) -> str:
    return ".".join((other_qemus.version(qemu) or "unknown").split(".")[:2])


def capture(machine: Machine, folder: Path, more: Sequence[str] = ()) -> TableSet:
    """Boots it, and takes its tables apart with acpixtract."""
    folder.mkdir(parents=True, exist_ok=True)
    dump = folder / "tables.txt"
    words = [sys.executable, os.path.join(ROOT, "run.py"), "acpidump", str(dump), *machine.words, *more, "--keep", str(folder / "run"),
             "--inactivity", "90", "--timeout", "240"]  # a busy machine changes no table
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # it has limits of its own
    if done.returncode:
        raise SetupError(f"the tables of {machine.name} cannot be had: {' '.join(words)} ended with {done.returncode}",
                         output=done.stdout[-3000:] + done.stderr[-3000:])  # fmt: skip
    subprocess.run(["acpixtract", "-a", dump.name], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return TableSet(machine.name, (dump,), blocks_in(folder.glob("*.dat")))


def blocks_in(files: Iterator[Path]) -> tuple[Path, ...]:
    """The definition blocks among the files: the DSDT first, then the SSDTs by number."""

    def order(file: Path) -> tuple[bool, list[int], str]:
        return signature(file) != b"DSDT", [int(n) for n in re.findall(r"\d+", file.name)], file.name

    return tuple(sorted((file for file in files if signature(file) in _BLOCKS), key=order))


def signature(file: Path) -> bytes:
    try:
        with file.open("rb") as content:
            return content.read(4)
    except OSError:
        return b""


def own_asl() -> Iterator[TableSet]:
    """Every definition block that the unit tests compile. An SSDT goes with an empty DSDT."""
    for source in sorted(ASL.glob("*.asl")):
        aml = AML / f"{source.stem}.aml"
        files = (aml,) if signature(aml) == b"DSDT" else (AML / "empty.aml", aml)
        yield TableSet(source.name, files, files)


def named(words: Sequence[str]) -> Iterator[TableSet]:
    """Files and folders from the command line. In a folder every DSDT is a set, together with the SSDTs that lie beside it
    and have the same ending: DSDT.bridge and SSDT.bridge."""
    for word in words:
        place = Path(word)
        if not place.exists():
            raise SetupError(f"{word}: no such file or folder")
        dsdts = [place] if place.is_file() else sorted(f for f in place.rglob("*") if f.is_file() and signature(f) == b"DSDT")
        for dsdt in dsdts:
            beside = [f for f in dsdt.parent.iterdir() if f.suffix == dsdt.suffix and signature(f) == b"SSDT"] if place.is_dir() else []
            files = (dsdt, *sorted(beside))
            yield TableSet(str(dsdt.relative_to(place)) if place.is_dir() else dsdt.name, files, files)
