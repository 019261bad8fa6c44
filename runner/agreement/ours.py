# SPDX-License-Identifier: MIT
"""Our side: acpi-inspect's JSON. Spec: docs/acpi-inspect.md."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from runner.agreement.model import Failed, NoForm, Nothing, Reference, Side, Value
from runner.config import ROOT
from runner.errors import SetupError

TOOL = os.path.join(ROOT, "build", "host", "tools", "acpi-inspect", "acpi-inspect")
LIMIT_S = 120.0


def build() -> None:
    """Builds the tool, or raises SetupError."""
    for words in (["cmake", "--preset", "host"], ["cmake", "--build", "--preset", "host", "--target", "acpi-inspect", "acpi-aml"]):
        done = subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SetupError(f"{' '.join(words)} failed", "./run.py doctor says what is missing", done.stdout[-5000:] + done.stderr[-5000:])


def inspect(files: Sequence[Path], *options: str) -> dict[str, Any]:
    """Its JSON. Raises SetupError when it gives none: it crashed, or hangs."""
    words = [TOOL, "--json", *options, "--", *map(str, files)]
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S, check=False)
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired as late:
        raise SetupError(f"acpi-inspect takes more than {LIMIT_S:g} s on {files[0]}") from late
    except ValueError as error:
        said = done.stderr.decode("utf-8", "replace")[-5000:]
        raise SetupError(f"acpi-inspect ended with status {done.returncode} on {files[0]}", output=said) from error


def namespace(files: Sequence[Path]) -> Side:
    """Names and types; no values yet."""
    found = inspect(files, "--namespace", "--init")
    if found["namespace"] is None:
        return Side(problem="; ".join(problem["text"] for problem in found["problems"]) or "no namespace")
    # What is only declared by External() is no name: lookups do not find it.
    nodes = [node for node in found["namespace"]["nodes"] if node["type"] != "external" and node["path"] != "\\"]
    return Side(
        types={node["path"]: node["type"] for node in nodes},
        arguments={node["path"]: node["arguments"] for node in nodes if "arguments" in node},
    )


def sleep_states(files: Sequence[Path]) -> dict[int, tuple[int, int] | str]:
    """SLP_TYPa and SLP_TYPb of S0 to S5, or why not."""
    return {
        row["state"]: (row["slp_typ_a"], row["slp_typ_b"]) if row["is_supported"] else row["why"]
        for row in inspect(files, "--init")["sleep_states"]
    }


def values(files: Sequence[Path], sessions: Sequence[Sequence[str]], first: Sequence[str]) -> dict[str, Value]:
    """What each path comes to. Every session starts with the tables afresh and evaluates `first` before."""
    found: dict[str, Value] = {}
    for paths in sessions:
        words = [word for path in (*first, *paths) for word in ("--eval", path)]
        # Later rows count: what a path came to in its turn.
        rows = inspect(files, "--init", *words)["evaluations"]
        found.update((row["path"], _value(row["value"], True) if "value" in row else Failed(row["error"])) for row in rows)
    return found


def _value(value: dict[str, Any], is_alone: bool = False) -> Value:
    kind = value["type"]
    if kind == "integer":
        return int(value["value"], 16)
    if kind == "string":
        return value["value"]
    if kind == "buffer":
        return bytes.fromhex(value["value"])
    if kind == "package":
        return [_value(element) for element in value["value"]]
    if kind == "uninitialized":
        return Nothing()
    if kind == "reference" and not is_alone:
        return Reference(value["value"].rpartition(".")[2].lstrip("\\"))
    return NoForm()
