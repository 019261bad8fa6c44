# SPDX-License-Identifier: MIT
"""A SPICE client that looks at nothing but the cursor channel. QEMU waits in its first state, where no instruction has run,
until the client has said that the channel is there: so none of the guest's cursors is missed.

Spec: spice.proto of spice-common (CursorChannel, BaseChannel); protocol.h, enums.h of spice-protocol 0.14.
"""

from __future__ import annotations

import socket
import struct
from pathlib import Path

from runner.qmp import Qmp
from runner.spice_client import MESSAGE, SpiceClient, receive, send

TYPES = ("alpha", "mono", "color4", "color8", "color16", "color24", "color32")
_MAIN, _CURSOR = 1, 4  # channels
_SET_ACK, _PING = 3, 4
_ACK_SYNC, _ACK, _PONG = 1, 2, 3
_INIT, _RESET, _SET, _MOVE, _HIDE, _TRAIL, _INVAL_ONE, _INVAL_ALL = range(101, 109)
_FLAG_NONE = 1
_PLACE = struct.Struct("<hhB")  # x, y, visible
_HEADER = struct.Struct("<HQBHHHH")  # flags, unique, type, width, height, hot spot
_PATIENCE_S = 10.0


def fnv(data: bytes) -> int:
    """FNV-1a of 32 bits (draft-eastlake-fnv-17)."""
    value = 0x811C9DC5
    for byte in data:
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


class CursorClient(SpiceClient):
    """What came over the cursor channel, in the words of the guest's `# cursor` lines. It stays until QEMU is gone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder / "spice"))
        self._monitor = folder / "monitor"
        self._is_let_go = False
        self.seen: list[str] = []

    def words(self) -> list[str]:
        return [*super().words(), "-S", "-qmp", f"unix:{self._monitor},server=on,wait=off"]

    def stay(self) -> None:
        if self._over.is_set():
            return
        with self.link(_MAIN, 0) as main, self.link(_CURSOR, self.session(main)) as channel:
            self._listen(channel)
        self._over.set()

    def _let_go(self) -> None:
        self._is_let_go = True
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(self._monitor))
        monitor = Qmp(connection)
        try:
            for command in ("qmp_capabilities", "cont"):
                monitor.execute(command, _PATIENCE_S)
        finally:
            monitor.close()

    def _listen(self, channel: socket.socket) -> None:
        channel.settimeout(None)  # QEMU's end is ours
        window = left = 0
        while True:
            kind, size = MESSAGE.unpack(receive(channel, MESSAGE.size))
            data = receive(channel, size)
            if kind == _SET_ACK:
                generation, window = struct.unpack("<II", data)
                left = window
                send(channel, _ACK_SYNC, struct.pack("<I", generation))
                continue
            left -= 1
            if window and left == 0:
                left = window
                send(channel, _ACK, b"")
            if kind == _PING:
                send(channel, _PONG, data[:12])
            elif kind == _INIT and not self._is_let_go:
                self._let_go()
            elif kind not in (_INIT, _RESET, _INVAL_ONE, _INVAL_ALL):  # the server's own, at each primary
                self.seen.append(told(kind, data))


def told(kind: int, data: bytes) -> str:
    if kind == _SET:
        x, y, visible = _PLACE.unpack_from(data)
        flags, _, shape, width, height, hot_x, hot_y = _HEADER.unpack_from(data, _PLACE.size)
        pixels = data[_PLACE.size + _HEADER.size :]
        assert visible and not flags & _FLAG_NONE
        return f"set type={TYPES[shape]} size={width}x{height} hot={hot_x},{hot_y} at={x},{y} data={fnv(pixels):#010x}"
    if kind == _MOVE:
        return "move at={},{}".format(*struct.unpack("<hh", data))
    if kind == _TRAIL:
        return "trail length={} frequency={}".format(*struct.unpack("<HH", data))
    return "hide" if kind == _HIDE else f"message {kind} of {len(data)} bytes"
