# SPDX-License-Identifier: MIT
"""What a bad end leaves behind in the run folder: registers.txt, screen.png, backtrace.txt. Every step has a limit.

The kernel is mapped one to one and keeps frame pointers, so a hung guest is unwound from outside: rbp points to the caller's
rbp, and the return address lies 8 bytes above.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable

from runner import png
from runner.ktap import Report
from runner.qmp import Qmp, QmpError, QmpTimeout

STEP_S = 3.0
_FRAMES = 48
_ADDR2LINE = "addr2line"


class Coroner:
    """Collects evidence for one run. What it could not get is in `missing`, with the cause."""

    def __init__(self, folder: str, kernel: str) -> None:
        self.folder, self.kernel = folder, kernel
        self.files: list[str] = []
        self.missing: list[str] = []
        self.backtrace: list[str] = []
        self._is_deaf = False  # QMP did not answer once: it is not asked again

    def on_panic(self, qmp: Qmp) -> None:
        """The guest began a crash report: holds it for a picture while QEMU is still there, then lets it go on."""
        self._try("screen.png", lambda: (qmp.execute("stop", STEP_S), self._screen(qmp)))
        self._try("cont", lambda: qmp.execute("cont", STEP_S))
        if qmp.closed:  # the guest was quicker and has ended QEMU
            self.missing = ["screen.png: QEMU had ended"]

    def examine(self, qmp: Qmp | None, report: Report) -> None:
        """After a bad end; `qmp` is None when QEMU is gone."""
        addresses = list(report.frames)
        if qmp is not None and not qmp.closed and not self._is_deaf:
            self._try("stop", lambda: qmp.execute("stop", STEP_S))
            if not self._is_deaf and not qmp.closed:
                addresses += self._try("registers.txt", lambda: self._registers(qmp)) or []
            if "screen.png" not in self.files and not self._is_deaf and not qmp.closed:
                self._try("screen.png", lambda: self._screen(qmp))
        elif report.registers:
            self._write("registers.txt", "".join(f"{line}\n" for line in report.registers))
        if addresses:
            self._try("backtrace.txt", lambda: self._symbolise(addresses))

    def _try(self, what: str, step: Callable[[], object]) -> object:
        try:
            return step()
        except QmpTimeout as error:
            self._is_deaf = True
            self.missing.append(f"{what}: {error}")
            return None
        except (QmpError, OSError, ValueError, subprocess.SubprocessError) as error:
            self.missing.append(f"{what}: {error}")
            return None

    def _write(self, name: str, text: str) -> None:
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        self.files.append(name)

    def _registers(self, qmp: Qmp) -> list[int]:
        """Writes registers.txt; returns where the processor is and whom it will return to."""
        text = str(_monitor(qmp, "info registers"))
        self._write("registers.txt", text.replace("\r\n", "\n"))
        values = {name: int(value, 16) for name, value in re.findall(r"\b(RIP|RBP|EIP|EBP)=([0-9a-f]+)", text)}
        rip, rbp = values.get("RIP", values.get("EIP")), values.get("RBP", values.get("EBP", 0))
        if rip is None:
            return []
        addresses = [rip]
        while rbp and rbp % 8 == 0 and len(addresses) < _FRAMES:
            words = _words(str(_monitor(qmp, f"xp /2gx {rbp:#x}")))
            if len(words) != 2 or not words[1]:
                break
            addresses.append(words[1])
            if words[0] <= rbp:  # stacks grow down: a caller's frame lies above
                break
            rbp = words[0]
        return addresses

    def _screen(self, qmp: Qmp) -> None:
        # PPM is the one format that every version writes.
        ppm = os.path.join(self.folder, "screen.ppm")
        qmp.execute("screendump", STEP_S, filename=ppm)
        with open(ppm, "rb") as file:
            picture = png.from_ppm(file.read())
        with open(os.path.join(self.folder, "screen.png"), "wb") as file:
            file.write(picture)
        os.unlink(ppm)
        self.files.append("screen.png")

    def _symbolise(self, addresses: list[int]) -> None:
        # All but the first are return addresses: one byte back is the call.
        asked = [f"{address if not place else address - 1:#x}" for place, address in enumerate(addresses)]
        # One call for each address: inlined functions give several lines.
        for place, (address, question) in enumerate(zip(addresses, asked)):
            done = subprocess.run(
                [_ADDR2LINE, "-Cfipe", self.kernel, question], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=STEP_S, check=False
            )
            told = done.stdout.decode("utf-8", "replace").strip().replace("\n", "\n" + 8 * " ") or "??"
            self.backtrace.append(f"#{place:<2} {address:#018x} {told}")
        self._write("backtrace.txt", "".join(f"{line}\n" for line in self.backtrace))


def _monitor(qmp: Qmp, line: str) -> object:
    return qmp.execute("human-monitor-command", STEP_S, **{"command-line": line})


def _words(text: str) -> list[int]:
    """The values of `xp`: `0000000000104000: 0x0000000000104010 0x0000000000100123`."""
    return [int(word, 16) for word in re.findall(r"\b0x[0-9a-f]+", text)]
