# SPDX-License-Identifier: MIT
"""The agreement with ACPICA without ACPICA: what is read from acpiexec's output, how it is compared, the dump's format."""

from __future__ import annotations

import pytest

from runner import acpidump
from runner.agreement import acpica, compare, explained
from runner.agreement.compare import Difference, Outcome
from runner.agreement.model import Failed, NoAnswer, NoForm, Nothing, Reference, Side, Value, show
from runner.errors import SetupError

NAMESPACE = """\
- namespace
ACPI Namespace (from Namespace Root):
 0  _SB_ Device       0x5621066df7e0 000 Notify Object: 0x5621066e4200
 1    PCI0 Device       0x5621066df7e0 001 
 2      _HID Integer      0x56 001 = 00000000030AD041
 2      PLUS Method       0x5621066e6dd0 001 Args 2 Len 0017 Aml 0x5621066e51d5
 0  _OSI Method       0x5621066dfc60 000 Args 1 Len 0000 Aml (nil)
 0  FLD_ IndexField   0x55b8960ef6b0 001 Idx [IOB_] Dat [IOB2] Off 000 Len 08 Acc 01
 0  _TI_ Untyped      0x5621066e4a90 000 
 1    _T97 Method       0x5621066e4b00 000 Args 1 Len 0023 Aml 0x5621066e4b70

Namespace node count: 8
"""

VALUES: dict[str, tuple[str, Value]] = {
    "integer": ("  [Integer] = 00000000000000FF\n", 255),
    "string": (r'  [String] Length 07 = "a\"\\\x01\n\xFFFFFF88!"' + "\n", 'a"\\\x01\n\x88!'),
    "empty_string": ('  [String] Length 00 = ""\n', ""),
    "buffer_of_one_line": ("  [Buffer] Length 03 =     0000: 01 02 FF                // ...\n", b"\x01\x02\xff"),
    "buffer": ("  [Buffer] Length 12 = \n    0000: " + "00 " * 16 + " // ....\n    0010: 01 02          // ..\n", bytes(16) + b"\1\2"),
    "empty_buffer": ("  [Buffer] Length 00 = \n", b""),
    "package": (
        "  [Package] Contains 3 Elements:\n    [Integer] = 01\n    [Package] Contains 1 Elements:\n      [Null Object] (Type=0)\n"
        "    [Object Reference] = 0x56013b8a9790 <Node>            Name DEV0 Device\n",
        [1, [Nothing()], Reference("DEV0")],
    ),
    "power": ("  [Power Resource]\n", NoForm()),
}


def test_namespace_is_read() -> None:
    types, arguments = acpica.parse_namespace(NAMESPACE)
    assert types == {
        "\\_SB_": "device", "\\_SB_.PCI0": "device", "\\_SB_.PCI0._HID": "integer", "\\_SB_.PCI0.PLUS": "method",
        "\\_OSI": "method", "\\FLD_": "field unit",
    }  # fmt: skip
    assert arguments == {"\\_SB_.PCI0.PLUS": 2, "\\_OSI": 1}


@pytest.mark.parametrize(("text", "value"), VALUES.values(), ids=VALUES.keys())
def test_values_are_read(text: str, value: Value) -> None:
    said = f"Evaluating \\X\nEvaluation of \\X returned object 0x55, external buffer length 18\n{text}\nEvaluation of \\Y failed with status AE_X\n"
    assert acpica.parse_values(said) == {"\\X": value, "\\Y": Failed("AE_X")}


def test_what_has_no_value_is_read() -> None:
    text = "No object was returned from evaluation of \\A\nEvaluation of \\B failed with status AE_TYPE\nEvaluating \\C\n"
    assert acpica.parse_values(text) == {"\\A": Nothing(), "\\B": NoForm()}


@pytest.mark.parametrize("value", ["package", "buffer"])
def test_output_that_is_cut_off_has_no_value(value: str) -> None:
    text = VALUES[value][0]
    cut = text[: text.rindex("\n", 0, -1) + 1]
    assert acpica.parse_values(f"No object was returned from evaluation of \\A\nEvaluation of \\X returned object 0x55\n{cut}") == {"\\A": Nothing()}


SAME: list[tuple[Value, Value]] = [
    (1, 1), ("a", "a"), (b"a", b"a"), ([1, ["x"]], [1, ["x"]]), (Nothing(), Nothing()), (NoForm(), NoForm()),
    (Failed("ours"), Failed("theirs")), ("x" * 300, "x" * 255),
]  # fmt: skip
NOT_SAME: list[tuple[Value, Value]] = [
    (1, 2), (1, "1"), ("a", "b"), (b"a", "a"), (b"a", b"a\0"), ([1], [1, 2]), ([1, [2]], [1, [3]]), (0, Nothing()),
    (0, Failed("AE_X")), (Failed("x"), 0), (NoForm(), Failed("AE_X")), (Nothing(), NoForm()), ("x" * 254, "x" * 255),
    (NoAnswer("x"), NoAnswer("x")), (Reference("A"), Reference("B")),
]  # fmt: skip


@pytest.mark.parametrize(("mine", "theirs"), SAME, ids=lambda v: show(v)[:20])
def test_values_that_are_the_same(mine: Value, theirs: Value) -> None:
    outcome = Outcome("set")
    compare._compare_value(outcome, "\\X", mine, theirs)
    assert not outcome.differences and str(outcome.values) == "1 of 1"


@pytest.mark.parametrize(("mine", "theirs"), NOT_SAME, ids=lambda v: show(v)[:20])
def test_values_that_differ(mine: Value, theirs: Value) -> None:
    outcome = Outcome("set")
    compare._compare_value(outcome, "\\X", mine, theirs)
    assert [d.path for d in outcome.differences] == ["\\X"] and str(outcome.values) == "0 of 1"


def test_names_and_types_that_differ() -> None:
    outcome = Outcome("set")
    compare._compare_names(outcome, Side({"\\A": "integer", "\\B": "string"}), Side({"\\B": "buffer", "\\C": "device"}))
    assert [(d.kind, d.path) for d in outcome.differences] == [("path", "\\A"), ("type", "\\B"), ("path", "\\C")]
    assert (str(outcome.paths), str(outcome.types)) == ("1 of 3", "0 of 1")


def test_sleep_states() -> None:
    mine = {0: (0, 0), 1: (3, 4), 2: "not supported", 3: (1, 1), 4: "bad", 5: (7, 7)}
    theirs = Side(values={"\\_S0_": [0, 0, 0, 0], "\\_S1_": [0x403], "\\_S3_": [1, 2], "\\_S4_": "text"})
    outcome = Outcome("set")
    compare._compare_sleep(outcome, mine, theirs)
    assert [d.path for d in outcome.differences] == ["\\_S3_", "\\_S5_"] and str(outcome.sleep) == "4 of 6"


def test_an_explanation_covers_what_it_names_and_is_missed_when_not_needed() -> None:
    known = explained.EXPLAINED[0]
    difference = Difference("any set", known.kind, known.path, known.ours, known.theirs)
    assert not explained.unexplained([difference])
    assert explained.unexplained([difference._replace(path="\\OTHR")])
    assert known in explained.unneeded([], ["any set"]) and known not in explained.unneeded([difference], ["any set"])


LOG = """\
    # acpidump RSDP address=0xf59d0 length_bytes=3\r
    # acpidump_bytes 0x0000 525344\r
# acpidump DSDT address=0x0 length_bytes=18
# acpidump_bytes 0x0000 44534454000102030405060708090A0B
# acpidump_bytes 0x0010 4142
# something else
"""


def test_tables_of_a_serial_log() -> None:
    found = list(acpidump.tables(LOG.splitlines()))
    assert [(t.name, t.address, len(t.data)) for t in found] == [("RSDP", 0xF59D0, 3), ("DSDT", 0, 18)]
    lines = acpidump.text(found).splitlines()
    assert lines[0] == "RSD PTR @ 0x00000000000F59D0" and lines[3] == "DSDT @ 0x0000000000000000"
    assert lines[4] == "    0000: 44 53 44 54 00 01 02 03 04 05 06 07 08 09 0A 0B  DSDT............"
    assert lines[5].startswith("    0010: 41 42  ") and lines[5].endswith("  AB")


@pytest.mark.parametrize(
    "log",
    ["", LOG.replace("4142", "41"), LOG.replace("0x0010", "0x0011"), LOG.replace("length_bytes=3", "length_bytes=4")],
    ids=["empty", "short", "offset", "first"],
)
def test_a_log_that_is_not_whole(log: str) -> None:
    with pytest.raises(SetupError):
        list(acpidump.tables(log.splitlines()))
