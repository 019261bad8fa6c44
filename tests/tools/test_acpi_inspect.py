# SPDX-License-Identifier: MIT
"""acpi-inspect from its command line: what it prints, and what it says of input that is no good."""

from __future__ import annotations

import json
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "build" / "host" / "tools" / "acpi-inspect" / "acpi-inspect"
AML = ROOT / "build" / "host" / "tests" / "host" / "acpi"


def run(*words: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run([str(TOOL), *map(str, words)], input=stdin, capture_output=True, timeout=60, check=False)
    assert done.returncode in (0, 1, 2, 3), done.stderr
    return done


def report(*words: str | Path, code: int = 0, stdin: bytes = b"") -> dict[str, Any]:
    done = run("--json", *words, stdin=stdin)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def table(signature: bytes, body: bytes = b"", revision: int = 2) -> bytes:
    head = signature + struct.pack("<IBB6s8sI4sI", 36 + len(body), revision, 0, b"QXLTG", b"TEST", 1, b"TEST", 1)
    whole = bytearray(head + body)
    whole[9] = -sum(whole) & 0xFF
    return bytes(whole)


def dump(*tables: tuple[str, int, bytes]) -> bytes:
    lines = []
    for name, address, data in tables:
        lines.append(f"{name} @ 0x{address:016X}")
        lines += [f"    {at:04X}: {data[at : at + 16].hex(' ').upper():<47}  x" for at in range(0, len(data), 16)]
        lines.append("")
    return "\n".join(lines).encode()


# Name (\_S3, Package () {1, 2}), Name (INT0, 0x42), Method (PLUS, 2) {Return (Add (Arg0, Arg1))}
BODY = b"\x08_S3_\x12\x06\x02\x0a\x01\x0a\x02" + b"\x08INT0\x0a\x42" + b"\x14\x0bPLUS\x02\xa4\x72\x68\x69\x00"
DSDT = table(b"DSDT", BODY)


@pytest.fixture
def dsdt(tmp_path: Path) -> Path:
    file = tmp_path / "dsdt.aml"
    file.write_bytes(DSDT)
    return file


def test_tables_sleep_states_and_values(dsdt: Path) -> None:
    found = report("--namespace", dsdt, "--eval", "INT0", "--eval", "\\PLUS", "0x10", "3", "--eval", "\\_S3")
    assert [t["signature"] for t in found["tables"]] == ["DSDT"]
    assert found["tables"][0]["is_checksum_good"] is True and found["tables"][0]["oem_id"] == "QXLTG"
    nodes = {node["path"]: node for node in found["namespace"]["nodes"]}
    assert nodes["\\PLUS"]["type"] == "method" and nodes["\\PLUS"]["arguments"] == 2
    assert nodes["\\INT0"]["details"] == "0x42"
    states = {row["state"]: row for row in found["sleep_states"]}
    assert (states[3]["slp_typ_a"], states[3]["slp_typ_b"]) == (1, 2)
    assert not states[1]["is_supported"] and not states[1]["is_bad"]
    values = [row["value"] for row in found["evaluations"]]
    assert values[0] == {"type": "integer", "value": "0x42"}
    assert values[1] == {"type": "integer", "value": "0x13"}
    assert values[2] == {"type": "package", "value": [{"type": "integer", "value": "0x1"}, {"type": "integer", "value": "0x2"}]}


def test_text_for_people(dsdt: Path) -> None:
    text = run("--namespace", dsdt, "--eval-all").stdout.decode()
    assert "checksum good" in text and "  S3  SLP_TYPa 1, SLP_TYPb 2\n" in text
    assert "  S4  not supported by the platform: no name \\_S4\n" in text
    assert "  \\PLUS method: 2 arguments\n" in text and "\\INT0 = 0x42\n" in text


def test_arguments_of_every_kind(tmp_path: Path) -> None:
    # Method (KIND, 1) {Return (ObjectType (Arg0))}
    file = tmp_path / "kind.aml"
    file.write_bytes(table(b"DSDT", b"\x14\x09KIND\x01\xa4\x8e\x68"))
    words = ["--eval", "KIND", "1", "--eval", "KIND", "'1'", "--eval", "KIND", "[01 02]"]
    assert [row["value"]["value"] for row in report(file, *words)["evaluations"]] == ["0x1", "0x2", "0x3"]


def test_a_bad_sleep_package_is_said_to_be_bad(tmp_path: Path) -> None:
    file = tmp_path / "bad.aml"
    file.write_bytes(table(b"DSDT", b"\x08_S3_\x0a\x05"))
    row = report("--check", file, code=1)["sleep_states"][3]
    assert row["is_bad"] and "expected a package, seen integer" in row["why"]


@pytest.mark.parametrize("path", ["\\NONE", "NONE", "\\_SB.PCI0", "not a path"])
def test_a_name_that_is_not_there(dsdt: Path, path: str) -> None:
    found = report(dsdt, "--eval", path, code=1)
    assert "expected a name in the namespace, seen none" in found["evaluations"][0]["error"]


def test_dump_with_all_tables_is_checked_as_a_whole(tmp_path: Path) -> None:
    fadt = bytearray(table(b"FACP", bytes(80), 1))
    fadt[40:44] = struct.pack("<I", 0x1000)
    fadt[9] = (fadt[9] - sum(fadt)) & 0xFF
    rsdt = table(b"RSDT", struct.pack("<I", 0x2000), 1)
    rsdp = bytearray(b"RSD PTR \0QXLTG \0" + struct.pack("<I", 0x3000))
    rsdp[8] = -sum(rsdp) & 0xFF
    file = tmp_path / "tables.txt"
    file.write_bytes(dump(("RSD PTR", 0xF0000, bytes(rsdp)), ("RSDT", 0x3000, rsdt), ("FACP", 0x2000, bytes(fadt)), ("DSDT", 0x1000, DSDT)))
    found = report(file)
    assert found["is_whole_machine"] and [t["signature"] for t in found["tables"]] == ["RSDP", "RSDT", "FACP", "DSDT"]
    assert found["tables"][3]["address"] == "0x1000" and found["sleep_states"][3]["is_supported"]
    # Of a FADT that is all zeros there is much to be said; of what leads to it nothing.
    assert {f["label"].partition(".")[0] for f in found["findings"]} == {"FADT"}


def test_standard_input() -> None:
    assert report("-", stdin=DSDT)["sleep_states"][3]["is_supported"]
    assert report("-", stdin=dump(("DSDT", 0, DSDT)))["sleep_states"][3]["is_supported"]


def test_tables_behind_each_other(tmp_path: Path) -> None:
    file = tmp_path / "tables.bin"
    file.write_bytes(DSDT + table(b"SSDT", b"\x08SSD0\x0a\x07") + bytes(16))
    found = report(file, "--eval", "\\SSD0")
    assert found["evaluations"][0]["value"]["value"] == "0x7"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b"just some text\n", "seen text without one"),
        (b"DS", "seen text without one"),
        (b"DSDT", "seen text without one"),
        (b"\x7fELF\0\0\0\0" + bytes(64), 'seen "?ELF"'),
        (DSDT[:-1], "the file is cut off"),
        (DSDT[:20], "the file is cut off"),
        (b"DSDT\x10\0\0\0" + bytes(40), "expected a length of at least 36, seen 16"),
        (b"DSDT @ 0x10\n    0000: 44 5G\n", "line 2: dump: byte"),
        (DSDT + b"trailing", 'seen "trai"'),
        (DSDT + b"\1", "seen 1 bytes"),
    ],
    ids=["empty", "text", "two_bytes", "signature", "elf", "one_short", "half_a_header", "length", "digit", "trailing", "one_more"],
)
def test_bad_files_are_named(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "bad.bin"
    file.write_bytes(content)
    done = run(file)
    assert done.returncode == 3
    assert f"acpi-inspect: {file}: " in done.stderr.decode() and said in done.stderr.decode()
    assert any(said in problem["text"] or said.startswith(problem["where"]) for problem in report(file, code=3)["problems"])


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "Is a directory" in run(tmp_path).stderr.decode()
    done = run(tmp_path / "none")
    assert done.returncode == 3 and "No such file" in done.stderr.decode()


def test_what_is_good_is_printed_beside_what_is_not(dsdt: Path, tmp_path: Path) -> None:
    found = report(dsdt, tmp_path / "none", code=3)
    assert found["sleep_states"][3]["is_supported"] and len(found["problems"]) == 1


def test_no_dsdt(tmp_path: Path) -> None:
    file = tmp_path / "ssdt.aml"
    file.write_bytes(table(b"SSDT", b"\x08SSD0\x0a\x07"))
    done = run(file)
    assert done.returncode == 3 and "expected a table DSDT, seen none" in done.stderr.decode()
    assert "SSDT" in done.stdout.decode()


def test_a_second_dsdt_does_not_count(dsdt: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.aml"
    other.write_bytes(table(b"DSDT", b"\x08_S3_\x12\x06\x02\x0a\x05\x0a\x05"))
    found = report(dsdt, other, code=3)
    assert found["sleep_states"][3]["slp_typ_a"] == 1
    assert "expected one DSDT" in found["problems"][0]["text"] and found["problems"][0]["file"] == str(other)


def test_a_wrong_checksum_is_a_finding(tmp_path: Path) -> None:
    wrong = bytearray(DSDT)
    wrong[9] ^= 0xFF
    file = tmp_path / "wrong.aml"
    file.write_bytes(wrong)
    found = report("--check", file, code=1)
    assert [f["label"] for f in found["findings"]] == ["TABLE.CHECKSUM"] and found["sleep_states"][3]["is_supported"]
    assert not found["tables"][0]["is_checksum_good"] and "checksum WRONG" in run(file).stdout.decode()


def test_the_limit_of_names_is_said(dsdt: Path) -> None:
    found = report("--check", "--names", "16", AML / "grammar.aml", code=1)
    assert "room for 16 names" in found["namespace"]["limit"]
    assert report("--check", dsdt)["namespace"]["limit"] is None


def test_the_limit_of_steps_is_said(tmp_path: Path) -> None:
    # Method (LOOP) {While (One) {}}
    file = tmp_path / "loop.aml"
    file.write_bytes(table(b"DSDT", b"\x14\x09LOOP\x00\xa2\x02\x01"))
    error = report(file, "--steps", "1000", "--eval", "LOOP", code=1)["evaluations"][0]["error"]
    assert "steps" in error and "\\LOOP" in error


@pytest.mark.parametrize(
    "words",
    [
        (), ("--no-such",), ("--eval",), ("--names", "5"), ("--names", "70000"), ("--names", "x"), ("--steps",), ("--steps", "0"),
        ("--eval", "A", *"12345678"), ("-x",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 2 and "--help" in done.stderr.decode() and not done.stdout


def test_help() -> None:
    done = run("--help")
    assert done.returncode == 0 and b"--eval PATH" in done.stdout


def test_output_that_nobody_takes(dsdt: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([str(TOOL), str(dsdt)], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 3 and b"standard output" in done.stderr


def test_every_block_of_the_unit_tests_is_read() -> None:
    files = sorted(AML.glob("*.aml"))
    assert files
    for file in files:
        words = (file,) if file.read_bytes()[:4] == b"DSDT" else (AML / "empty.aml", file)
        assert report("--init", "--namespace", "--eval-all", *words)["namespace"]["names"] > 10
