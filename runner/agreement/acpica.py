# SPDX-License-Identifier: MIT
"""ACPICA's side: acpiexec's debugger, and what it prints. Made with 20200925 (Debian 12)."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from runner.agreement.model import Failed, NoAnswer, NoForm, Nothing, Reference, Side, Value
from runner.errors import SetupError

# -dr: what a method returns, unrepaired. -dt: no list of allocations, which is searched at every free. -to: seconds that a
# While may take.
OPTIONS = ("-dr", "-dt", "-to", "5")
LIMIT_S = 180.0  # a session: thousands of evaluations on a machine that does other work too
STRING_LIMIT = 255  # characters of a string that are shown

_NODE = re.compile(r"\s{0,2}(\d{1,3})\s+(\S{4}) (\S+)\s+(?:0x[0-9a-f]+|\(nil\)) [0-9A-F]{3}")
_ARGUMENTS = re.compile(r" Args (\d) Len ")
_RETURNED = re.compile(r"Evaluation of (\S+) returned object 0x")
_FAILED = re.compile(r"Evaluation of (\S+) failed with status (\S+)")
_NONE = re.compile(r"No object was returned from evaluation of (\S+)")
_HEX = re.compile(r"\s*[0-9A-F]{4,}: ((?:[0-9A-F]{2} )+)")
_STRING = re.compile(r'\[String\] Length ([0-9A-F]+) = "(.*)"(?:\.\.\.)?$')
# A character above 0x7f is printed as a negative number: \\xFFFFFF88.
_ESCAPE = re.compile(r"""\\(?:x(?:FFFFFF)?([0-9A-F]{2})|([abfnrt'"\\]))""")
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_TYPES = {
    "Scope": "scope", "Device": "device", "Integer": "integer", "String": "string", "Buffer": "buffer",
    "Package": "package", "Method": "method", "Mutex": "mutex", "Event": "event", "Region": "operation region",
    "Power": "power resource", "Processor": "processor", "Thermal": "thermal zone", "RegionField": "field unit",
    "BankField": "field unit", "IndexField": "field unit", "BufferField": "buffer field", "Alias": "alias",
    "MethodAlias": "alias", "Reference": "reference", "Untyped": "uninitialized",
}  # fmt: skip
_OWN_NAMES = ("\\_TI_", "\\_TI_._T97")  # of acpiexec's own SSDT
_OVERFLOW = "AE_BUFFER_OVERFLOW"  # the debugger shows 16 KiB
_UNINITIALIZED = Failed("AE_AML_UNINITIALIZED_ELEMENT")


def version() -> str:
    """As acpiexec calls itself: 20200925."""
    found = re.search(r"version (\d+)", _run(["acpiexec", "-v"], ""))
    return found[1] if found else "unknown"


def examine(files: Sequence[Path], evaluate) -> tuple[Side, list[list[str]]]:
    """Loads the blocks, lists the namespace, evaluates `evaluate(namespace)` in order.

    Also returns the paths of each session: where acpiexec ended early, the next one starts with the tables afresh.
    """
    side = Side()
    text = _session(files, [], ["namespace"])
    side.types, side.arguments = parse_namespace(text)
    if len(side.types) < len(_PREDEFINED):
        side.problem = f"acpiexec lists no namespace: {text.strip().splitlines()[-1:]}"
        return side, []
    paths: list[str] = evaluate(side)
    sessions = []
    while paths:
        said = parse_values(_session(files, [], [f"evaluate {path}" for path in paths]))
        done = next((at for at, path in enumerate(paths) if path not in said), len(paths))
        side.values.update((path, said[path]) for path in paths[:done])
        if done == len(paths):
            sessions.append(paths)
            break
        # The one that it ended at is not evaluated on our side either: what it had changed by then nobody knows.
        side.values[paths[done]] = NoAnswer("acpiexec ended")
        if done:
            sessions.append(paths[:done])
        paths = paths[done + 1 :]
    too_long = [path for path, value in side.values.items() if value == Failed(_OVERFLOW)]
    if too_long:
        side.values.update(_by_element(files, too_long, side.arguments))
    return side, sessions


_PREDEFINED = ("\\_GPE", "\\_PR_", "\\_SB_", "\\_SI_", "\\_TZ_", "\\_REV", "\\_OS_", "\\_GL_", "\\_OSI")


def _by_element(files: Sequence[Path], paths: Sequence[str], arguments: dict[str, int]) -> Iterator[tuple[str, Value]]:
    """Packages that are too long to be shown, one element after the other, by methods of an SSDT that calls them."""
    with tempfile.TemporaryDirectory(prefix="qxl-agreement-") as folder:
        source = Path(folder) / "elements.asl"
        lines = ['DefinitionBlock ("", "SSDT", 2, "QXL", "ELEMENTS", 1)', "{", "    Scope (\\)", "    {"]
        for n, path in enumerate(paths):
            kind = "MethodObj" if path in arguments else "PkgObj"
            lines.append(f"        External ({path}, {kind})")
            lines.append(f"        Method (ZS{n:02X}, 0) {{ Local0 = {path} Return (SizeOf (Local0)) }}")
            lines.append(f"        Method (ZE{n:02X}, 1) {{ Local0 = {path} Return (DerefOf (Local0[Arg0])) }}")
        source.write_text("\n".join([*lines, "    }", "}", ""]))
        _run(["iasl", "-vs", "-oa", "-f", str(source)], "")
        helper = source.with_suffix(".aml")
        if not helper.exists():
            return
        for n, path in enumerate(paths):
            size = parse_values(_session(files, [helper], [f"evaluate \\ZS{n:02X}"])).get(f"\\ZS{n:02X}")
            if not isinstance(size, int):
                continue
            element = f"\\ZE{n:02X}"
            text = _session(files, [helper], [f"evaluate {element} {at}" for at in range(size)])
            values = [Nothing() if value == _UNINITIALIZED else value for name, value in _values(text) if name == element]
            if len(values) == size:
                yield path, values


def _session(files: Sequence[Path], more: Sequence[Path], commands: Sequence[str]) -> str:
    words = ["acpiexec", *OPTIONS, *map(str, files), *map(str, more)]
    return _run(words, "\n".join([*commands, "quit", ""]))


def _run(words: list[str], said: str) -> str:
    try:
        done = subprocess.run(
            words, input=said, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT_S, check=False, encoding="latin-1"
        )
        return done.stdout
    except subprocess.TimeoutExpired as late:
        return late.stdout.decode("latin-1") if isinstance(late.stdout, bytes) else late.stdout or ""
    except FileNotFoundError as error:
        raise SetupError(f"{words[0]} is not on PATH", "apt-get install acpica-tools, or ./run.py --install test") from error


def parse_namespace(text: str) -> tuple[dict[str, str], dict[str, int]]:
    """Types and argument counts by path, from the output of `namespace`."""
    types: dict[str, str] = {}
    arguments: dict[str, int] = {}
    above: list[str] = []
    _, _, listing = text.partition("ACPI Namespace (from Namespace Root):")
    for line in listing.splitlines():
        match = _NODE.match(line)
        if not match:
            continue
        depth, name = int(match[1]), match[2]
        del above[depth:]
        above.append(name)
        path = "\\" + ".".join(above)
        if path in _OWN_NAMES:
            continue
        types[path] = _TYPES.get(match[3], match[3])
        if count := _ARGUMENTS.search(line):
            arguments[path] = int(count[1])
    return types, arguments


def parse_values(text: str) -> dict[str, Value]:
    """What each `evaluate PATH` came to."""
    return dict(_values(text))


def _values(text: str) -> Iterator[tuple[str, Value]]:
    lines = iter(text.splitlines())
    for line in lines:
        if match := _RETURNED.search(line):
            try:
                value = _object(lines)
            except StopIteration:  # cut off in the middle: acpiexec ended there
                return
            yield match[1], value
        elif match := _FAILED.search(line):
            yield match[1], NoForm() if match[2] == "AE_TYPE" else Failed(match[2])
        elif match := _NONE.search(line):
            yield match[1], Nothing()


def _object(lines: Iterator[str]) -> Value:
    line = next(lines).strip()
    kind = line[1 : line.find("]")] if line.startswith("[") else line
    if kind == "Integer":
        return int(line.split("=")[1], 16)
    if kind == "String":
        while not line.endswith(('"', '"...')):
            line += next(lines)
        match = _STRING.match(line)
        return _unescaped(match[2]) if match else Failed(f"not understood: {line}")
    if kind == "Buffer":
        return _buffer(line, lines)
    if kind == "Package":
        count = re.search(r"Contains (\d+) Elements", line)
        return [_object(lines) for _ in range(int(count[1]))] if count else Failed(f"not understood: {line}")
    if kind == "Null Object":
        return Nothing()
    if kind == "Object Reference":
        name = re.search(r"<Node>\s+Name (\S{4})", line)
        return Reference(name[1]) if name else Reference("?")
    return NoForm()  # [Power Resource], [Processor]


def _buffer(line: str, lines: Iterator[str]) -> Value:
    match = re.match(r"\[Buffer\] Length ([0-9A-F]+) = ?(.*)", line)
    if not match:
        return Failed(f"not understood: {line}")
    length, data, rest = int(match[1], 16), b"", match[2] + " "
    while len(data) < length:
        if found := _HEX.match(rest):
            data += bytes.fromhex(found[1])
        elif data:
            return Failed(f"not understood: {rest}")
        if len(data) < length:
            rest = next(lines)
    return data


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _ESCAPES.get(m[2], m[2]), text)
