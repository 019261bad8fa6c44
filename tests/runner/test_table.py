# SPDX-License-Identifier: MIT
"""The table of promises and variants: what becomes a cell, and that none is blank."""

from __future__ import annotations

from typing import Any

import pytest
from runner import elf, table
from runner.table import SUITES, Cell, Cells, Column, Job

R2, R5 = Column("pc", "seabios", 2), Column("pc", "seabios", 5)


def a_test(name: str, outcome: str = "ok", reason: str = "", *details: str, checks: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"name": name, "outcome": outcome, "reason": reason or None, "details": list(details), "checks": list(checks)}


def a_row(name: str, summary: str = "", source: str = "", covers: tuple[str, ...] = ()) -> elf.GuestTest:
    return elf.GuestTest(name, summary, ("sleep",), 0, "", 0, source, covers)


def a_job(column: Column = R5, version: str = "7.2", wake: str = "qmp") -> Job:
    return Job(column, "/qemu", version, wake)


@pytest.mark.parametrize(
    ("form", "revision", "word"),
    [("commands", 5, "pass"), ("update_area_and_oom", 2, "fallback"), ("compat", 1, "fallback"), ("compat", 5, "pass"), ("commands", 2, "pass")],
)
def test_form_of_the_sequence_makes_pass_or_fallback(form: str, revision: int, word: str) -> None:
    check = a_test("cycle1.draw", "ok", "", f"path device=0 form={form}")
    assert table.cell_of(a_test("s3.contract", checks=(check,)), revision) == Cell(word)


@pytest.mark.parametrize(("outcome", "word"), [("skip", "skip"), ("known", "known"), ("error", "ERROR"), ("not_ok", "NOT OK")])
def test_other_outcomes_keep_their_reason(outcome: str, word: str) -> None:
    assert table.cell_of(a_test("a.b", outcome, "because"), 5) == Cell(word, "because")


def test_versions_that_agree_share_a_cell_and_others_are_named() -> None:
    cells: Cells = {}
    for version, outcome in (("5.2", "ok"), ("7.2", "ok"), ("11.1", "known")):
        table.collect(cells, a_job(version=version), {"tests": [a_test("a.b", outcome, "" if outcome == "ok" else "cause")]}, ["a.b"])
        table.collect(cells, a_job(R2, version), {"tests": [a_test("a.b")]}, ["a.b"])
    text = table.markdown("sleep", table.rows_of(cells, [a_row("a.b", "does it")]), ["5.2", "7.2", "11.1"], (R2, R5))
    assert "| `a.b` | pass | 5.2, 7.2: pass; 11.1: known 1 |" in text
    assert "\n1. cause\n" in text and "- `a.b`: does it" in text


def test_boot_that_ended_early_leaves_no_blank_cell() -> None:
    cells: Cells = {}
    table.collect(cells, a_job(), {"tests": [a_test("a.b")], "outcome": "crash", "reasons": [{"text": "QEMU died"}]}, ["a.b", "c.d"])
    assert cells["c.d", "qmp"][R5]["7.2"] == Cell("NOT RUN", "QEMU died")


def test_missing_cell_is_never_printed_as_blank() -> None:
    cells: Cells = {}
    table.collect(cells, a_job(), {"tests": [a_test("a.b")]}, ["a.b"])
    with pytest.raises((AssertionError, KeyError)):
        table.markdown("sleep", table.rows_of(cells, [a_row("a.b")]), ["7.2"], (R2, R5))
    with pytest.raises(AssertionError):
        table.markdown("sleep", table.rows_of(cells, [a_row("a.b")]), ["7.2", "11.1"], (R5,))


def test_rows_of_wake_sources_come_from_the_boot_that_had_the_source() -> None:
    cells: Cells = {}
    for wake, outcomes in {"qmp": ("skip", "ok"), "rtc": ("ok", "skip"), "keyboard": ("skip", "ok")}.items():
        tests = [a_test("wake.rtc", outcomes[0], "needs rtc"), a_test("wake.outside", outcomes[1], "needs outside")]
        table.collect(cells, a_job(wake=wake), {"tests": tests}, ["wake.rtc", "wake.outside"])
    rows = table.rows_of(cells, [a_row("wake.rtc"), a_row("wake.outside"), a_row("wake.none")])
    assert [row.name for row in rows] == ["wake.rtc", "wake.outside, wake=qmp", "wake.outside, wake=keyboard"]
    assert all(cell.word == "pass" for row in rows for by in row.cells.values() for cell in by.values())


def test_words_of_a_boot() -> None:
    words = " ".join(a_job(Column("q35", "ovmf", 3), wake="rtc").words())
    assert "--machine q35 --firmware ovmf --device qxl-vga --revision 3 --wake rtc" in words and words.endswith("wake.*")
    assert " ".join(a_job().words()).endswith("--group sleep,contract")


def test_device_table_merges_machines_and_counts_results() -> None:
    column = Column("", "seabios", 4, "qxl")
    cells: Cells = {}
    for machine in ("pc", "q35"):
        job = Job(column, "/qemu", f"7.2 {machine}", "qmp", SUITES["device"], machine)
        assert f"--machine {machine} --firmware seabios --device qxl --revision 4" in " ".join(job.words())
        assert " ".join(job.words()).endswith("--group device")
        outcomes = [a_test("a.b"), a_test("c.d", "ok" if machine == "pc" else "skip", "no line")]
        table.collect(cells, job, {"tests": outcomes}, ["a.b", "c.d"])
    rows = table.rows_of(cells, [a_row("a.b", "does it", "qxl_dev.h", ("port.log", "ram.log_buf")), a_row("c.d")])
    text = table.markdown("device", rows, ["7.2 pc", "7.2 q35"], (column,))
    assert "| promise or variant | qxl r4 |" in text and "| `a.b` | pass |" in text
    assert "| `c.d` | 7.2 pc: pass; 7.2 q35: skip 1 |" in text and "\n1. no line\n" in text
    assert "2 rows, 4 results: 3 pass, 1 skip." in text
    assert "- `a.b`: does it. Source: qxl_dev.h. About `port.log`, `ram.log_buf`" in text
