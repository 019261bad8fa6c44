# SPDX-License-Identifier: MIT
"""`--screens`: QEMU's screendump of the primary against what the guest expects, for each picture of the catalogue.

The guest shows a picture, says `# hold NAME width=W height=H crc32=C` and waits for a key (hold=key). We take a screendump,
compare the checksum of its pixels, and press one. PNG where QEMU writes it (7.1 and later), else PPM.
"""

from __future__ import annotations

import os
import zlib
from typing import NamedTuple

from runner import png
from runner.ktap import pairs
from runner.qmp import Qmp, QmpError
from runner.waker import KEY

_STEP_S = 5.0
_FORMAT_SINCE = (7, 1)
_KEEP = 8  # pictures of differing screens left in the run folder


class Summary(NamedTuple):
    """What the screendumps of a run showed."""

    format: str
    compared: int
    differing: tuple[str, ...]


class Screens:
    """Looks at one machine's screen whenever the guest holds a picture."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._format = ""
        self.compared = 0
        self.differing: list[str] = []

    def held(self, text: str, qmp: Qmp) -> None:
        """The guest waits: `NAME width=W height=H crc32=C`."""
        name, _, rest = text.partition(" ")
        wanted = pairs(rest)
        try:
            data = self._dump(qmp)
            picture = png.decode(data)
            self.compared += 1
            seen = {"width": str(picture.width), "height": str(picture.height), "crc32": f"{zlib.crc32(picture.rgb):#010x}"}
            if seen != wanted:
                self._differs(name, f"expected {_text(wanted)}, seen {_text(seen)}", data)
        except (QmpError, OSError, ValueError) as error:
            self._differs(name, f"no screendump: {error}", b"")
        qmp.send("input-send-event", events=KEY)

    def summary(self) -> Summary:
        return Summary(self._format, self.compared, tuple(self.differing))

    def _dump(self, qmp: Qmp) -> bytes:
        path = os.path.join(self._folder, "screen.tmp")
        version = tuple(int(part) for part in qmp.version.split(".")[:2] if part.isdigit())
        self._format = "png" if version >= _FORMAT_SINCE else "ppm"
        how = {"format": "png"} if self._format == "png" else {}
        qmp.execute("screendump", _STEP_S, filename=path, **how)
        try:
            with open(path, "rb") as file:
                return file.read()
        finally:
            os.unlink(path)

    def _differs(self, name: str, why: str, data: bytes) -> None:
        if data and len(self.differing) < _KEEP:
            with open(os.path.join(self._folder, f"{name}-screen.{self._format}"), "wb") as file:
                file.write(data)
        self.differing.append(f"{name}: {why}")


def _text(values: dict[str, str]) -> str:
    return f"{values.get('width')}x{values.get('height')} crc32={values.get('crc32')}"
