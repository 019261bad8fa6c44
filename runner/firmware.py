# SPDX-License-Identifier: MIT
"""UEFI firmware for a machine: found by QEMU's firmware descriptors, or where distributions put it, or named in $OVMF.

Spec: QEMU docs/interop/firmware.json.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from runner.errors import SetupError

VARIABLE = "OVMF"  # CODE, or CODE:VARS: somebody's own build
_KNOWN = (
    ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
    ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
    ("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"),
    ("/usr/share/edk2/x64/OVMF_CODE.4m.fd", "/usr/share/edk2/x64/OVMF_VARS.4m.fd"),
)
_SYSTEM = ("/etc/qemu/firmware", "/usr/share/qemu/firmware")
_MACHINES = {"pc": "pc-i440fx-", "q35": "pc-q35-"}
_REMEDY = "apt-get install ovmf (or ./run.py --install --firmware ovmf), or name your own: OVMF=CODE.fd:VARS.fd"


class Ovmf(NamedTuple):
    """Files of one UEFI firmware. `variables` is a template, "" where the code has none apart."""

    code: str
    variables: str
    code_format: str = "raw"
    variables_format: str = "raw"


@functools.cache
def find(machine: str) -> Ovmf:
    """UEFI for `machine` that needs neither SMM nor Secure Boot. Raises SetupError when there is none."""
    if own := os.environ.get(VARIABLE):
        code, _, variables = own.partition(":")
        for path in filter(None, (code, variables)):
            if not os.path.isfile(path):
                raise SetupError(f"no OVMF: ${VARIABLE} names {path}, which does not exist", f"{VARIABLE}=CODE.fd:VARS.fd")
        return Ovmf(code, variables)
    for found in (*_described(machine), *(Ovmf(code, variables) for code, variables in _KNOWN)):
        if os.path.isfile(found.code) and os.path.isfile(found.variables):
            return found
    raise SetupError(f"no OVMF for {machine}: neither a firmware descriptor of QEMU nor a known path has it", _REMEDY)


def drives(ovmf: Ovmf) -> list[str]:
    """QEMU's words for it. What the guest writes to the variables goes into a temporary file of QEMU's own."""
    words = ["-drive", f"if=pflash,unit=0,format={ovmf.code_format},readonly=on,file={_escaped(ovmf.code)}"]
    if ovmf.variables:
        file = _escaped(ovmf.variables)
        words += ["-drive", f"if=pflash,unit=1,format={ovmf.variables_format},snapshot=on,file={file}"]
    return words


def _escaped(path: str) -> str:
    return path.replace(",", ",,")


def _described(machine: str) -> list[Ovmf]:
    """From the descriptors in their order of priority; those that know S3 first."""
    fitting = [each for each in _descriptors() if _fits(each, _MACHINES[machine])]
    fitting.sort(key=lambda each: "acpi-s3" not in each.get("features", ()))
    found = []
    for each in fitting:
        code, variables = each["mapping"]["executable"], each["mapping"]["nvram-template"]
        found.append(Ovmf(code["filename"], variables["filename"], code["format"], variables["format"]))
    return found


def _fits(descriptor: dict[str, Any], machine: str) -> bool:
    try:
        mapping = descriptor["mapping"]
        return (
            "uefi" in descriptor["interface-types"]
            and mapping["device"] == "flash"
            and mapping.get("mode", "split") == "split"
            and {"filename", "format"} <= mapping["executable"].keys() & mapping["nvram-template"].keys()
            and not {"requires-smm", "enrolled-keys"}.intersection(descriptor["features"])
            and any(
                target["architecture"] == "x86_64" and any(name.startswith(machine) for name in target["machines"])
                for target in descriptor["targets"]
            )
        )
    except (KeyError, TypeError, AttributeError):
        return False


def _descriptors() -> Iterator[dict[str, Any]]:
    """A file masks those of its name in later folders; an empty one masks and says nothing."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    paths: dict[str, str] = {}
    for folder in (os.path.join(home, "qemu/firmware"), *_SYSTEM):
        try:
            for name in os.listdir(folder):
                if name.endswith(".json"):
                    paths.setdefault(name, os.path.join(folder, name))
        except OSError:
            pass
    for _, path in sorted(paths.items()):
        try:
            with open(path, encoding="utf-8") as file:
                descriptor = json.load(file)
        except (OSError, ValueError):
            continue
        if isinstance(descriptor, dict):
            yield descriptor
