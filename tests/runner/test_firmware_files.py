# SPDX-License-Identifier: MIT
"""UEFI firmware: where it is found, how QEMU gets it, and the TPM that keeps it from waiting."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_run import Ran
from runner import firmware, packages, tpm
from runner.errors import SetupError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for descriptors that are looked at before those of this host."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("OVMF", raising=False)
    monkeypatch.setattr(firmware, "_SYSTEM", ())
    monkeypatch.setattr(firmware, "_KNOWN", ())
    firmware.find.cache_clear()
    folder = tmp_path / "config" / "qemu" / "firmware"
    folder.mkdir(parents=True)
    return folder


def describe(home: Path, name: str, features: tuple[str, ...] = ("acpi-s3",), machine: str = "pc-q35-*", **mapping: object) -> Path:
    code, variables = home / f"{name}.code", home / f"{name}.vars"
    code.touch()
    variables.touch()
    descriptor = {
        "interface-types": ["uefi"],
        "mapping": {
            "device": "flash",
            "executable": {"filename": str(code), "format": "raw"},
            "nvram-template": {"filename": str(variables), "format": "raw"},
            **mapping,
        },
        "targets": [{"architecture": "x86_64", "machines": [machine]}],
        "features": list(features),
    }
    (home / f"{name}.json").write_text(json.dumps(descriptor))
    return code


def test_first_descriptor_that_fits_wins(home: Path) -> None:
    describe(home, "10-secure", ("acpi-s3", "requires-smm", "secure-boot"))
    describe(home, "20-keys", ("acpi-s3", "enrolled-keys"))
    describe(home, "30-pc", machine="pc-i440fx-*")
    describe(home, "40-memory", device="memory")
    describe(home, "45-stateless", mode="stateless")
    describe(home, "50-no_s3", ())
    wanted = describe(home, "60-plain")
    describe(home, "70-later")
    (home / "05-broken.json").write_text("{")
    (home / "06-odd.json").write_text('{"mapping": 1, "interface-types": ["uefi"]}')
    (home / "07-empty.json").touch()
    assert firmware.find("q35").code == str(wanted)
    assert firmware.find("pc").code == str(home / "30-pc.code")


def test_descriptor_of_missing_files_is_passed_over(home: Path) -> None:
    describe(home, "10-gone").unlink()
    wanted = describe(home, "20-there")
    assert firmware.find("q35").code == str(wanted)


def test_no_firmware_says_what_to_install() -> None:
    with pytest.raises(SetupError, match="no OVMF for pc") as caught:
        firmware.find("pc")
    assert "apt-get install ovmf" in caught.value.remedy


def test_known_path_where_nothing_is_described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CODE", "VARS"):
        (tmp_path / name).touch()
    monkeypatch.setattr(firmware, "_KNOWN", (("/no/such/file", "/no/such/file"), (str(tmp_path / "CODE"), str(tmp_path / "VARS"))))
    assert firmware.find("pc") == firmware.Ovmf(str(tmp_path / "CODE"), str(tmp_path / "VARS"))


def test_own_build_comes_first(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    describe(home, "10-plain")
    (tmp_path / "mine").touch()
    monkeypatch.setenv("OVMF", str(tmp_path / "mine"))
    assert firmware.find("q35") == firmware.Ovmf(str(tmp_path / "mine"), "")
    firmware.find.cache_clear()
    monkeypatch.setenv("OVMF", f"{tmp_path / 'mine'}:/no/such/file")
    with pytest.raises(SetupError, match="/no/such/file"):
        firmware.find("q35")


def test_firmware_files_are_never_written() -> None:
    words = firmware.drives(firmware.Ovmf("/a,b/CODE", "/VARS", "qcow2", "raw"))
    assert words == [
        "-drive", "if=pflash,unit=0,format=qcow2,readonly=on,file=/a,,b/CODE",
        "-drive", "if=pflash,unit=1,format=raw,snapshot=on,file=/VARS",
    ]  # fmt: skip
    assert len(firmware.drives(firmware.Ovmf("/CODE", ""))) == 2


@pytest.mark.parametrize("words", [("--boot", "kernel"), ("--kernel", "FILE")])
def test_ovmf_boots_no_kernel_file(run: Callable[..., Ran], words: tuple[str, ...]) -> None:
    ran = run("good", "--firmware", "ovmf", *words)
    assert ran.code == 2 and "do not go together: QEMU's Multiboot loader is an option ROM for a BIOS" in ran.err


@pytest.mark.parametrize(
    ("command", "iso", "ovmf", "there"),
    [("run", False, False, ()), ("run", True, False, ("grub",)), ("run", False, True, ("grub", "ovmf")), ("test", False, False, ("grub", "ovmf"))],
)
def test_packages_for_uefi(command: str, iso: bool, ovmf: bool, there: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_for_this_host", list)
    names = packages.wanted(command, iso, ovmf)
    assert ("grub-efi-amd64-bin" in names) == ("grub" in there) == ("grub-pc-bin" in names)
    assert ("ovmf" in names) == ("ovmf" in there)


# -- the TPM -----------------------------------------------------------------------------------------------------------


def test_tpm_fails_whatever_is_asked() -> None:
    startup = bytes.fromhex("80010000000c000001440000")
    for command in (startup, b"", b"\x80\x01"):
        assert tpm.response(command) == bytes.fromhex("80010000000a00000101")


def test_tpm_tells_qemu_its_buffer_size() -> None:
    answer = tpm.response(bytes.fromhex("8001000000160000017a000000060000011e00000002"))
    tag, size, code = struct.unpack_from(">HII", answer)
    assert (tag, size, code) == (0x8001, len(answer), 0)
    assert struct.unpack_from(">BII4I", answer, 10) == (0, 6, 2, 0x11E, 4096, 0x11F, 4096)


def test_host_without_terminals_is_given_no_tpm(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_there(_end: int = 0) -> str:
        raise OSError(19, "No such device")

    monkeypatch.setattr(tpm.os, "ttyname", nothing_there)
    assert not tpm.is_possible()
    monkeypatch.setattr(tpm.pty, "openpty", nothing_there)
    assert not tpm.is_possible()


@pytest.mark.skipif(not tpm.is_possible(), reason="no terminals here: /dev/pts is not mounted")
def test_tpm_answers_at_the_other_end_until_it_is_closed() -> None:
    with tpm.Tpm() as device:
        path = device.words()[1].split("path=")[1].split(",")[0]
        end = os.open(path, os.O_RDWR | os.O_NOCTTY)
        try:
            for _ in range(3):
                os.write(end, bytes.fromhex("80010000000c000001440000"))
                assert os.read(end, 100) == bytes.fromhex("80010000000a00000101")
        finally:
            os.close(end)
    assert not device._thread.is_alive()


def test_qemu_without_passthrough_is_given_no_tpm(tmp_path: Path) -> None:
    program = tmp_path / "qemu"
    for said, known in (("emulator", False), ("passthrough", True)):
        program.write_text(f"#!/bin/sh\necho {said}\n")
        program.chmod(0o755)
        assert tpm.is_known_to(str(program)) == known
    assert not tpm.is_known_to(str(tmp_path / "none"))
