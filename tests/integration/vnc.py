# SPDX-License-Identifier: MIT
"""A VNC client that looks at nothing but cursors: QEMU sends its idea of the guest's to whoever asks for the pseudo-encodings.

Spec: RFC 6143 (RFB 3.8), 7.1, 7.2.2, 7.7.2; QEMU docs/interop/vnc and the RFB community wiki for the encoding with alpha.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from pathlib import Path
from typing import NamedTuple

CURSOR_WITH_ALPHA, CURSOR, RAW = -314, -239, 0
_CONNECT_S, _READ_S = 10.0, 30.0


class Cursor(NamedTuple):
    """Red, green, blue and alpha of each pixel, premultiplied, row by row. QEMU sends blue first, as it lies in its memory."""

    width: int
    height: int
    hot: tuple[int, int]
    rgba: bytes


class CursorWatch(threading.Thread):
    """Collects cursors from QEMU's VNC server until it goes away. The socket may not be there yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.cursors: list[Cursor] = []
        self.error: Exception | None = None
        self._path = path

    def run(self) -> None:
        try:
            with self._connect() as connection:
                self._greet(connection)
                while True:
                    self._message(connection)
        except EOFError:
            pass
        except (OSError, ValueError) as error:
            self.error = error

    def _connect(self) -> socket.socket:
        deadline = time.monotonic() + _CONNECT_S
        while True:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.connect(str(self._path))
            except (FileNotFoundError, ConnectionRefusedError):  # QEMU is about to make it: no event tells when
                connection.close()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.005)
                continue
            connection.settimeout(_READ_S)
            return connection

    @staticmethod
    def _read(connection: socket.socket, size: int) -> bytes:
        data = b""
        while len(data) < size:
            try:
                more = connection.recv(size - len(data))
            except ConnectionResetError:
                more = b""
            if not more:
                raise EOFError
            data += more
        return data

    def _greet(self, connection: socket.socket) -> None:
        self._read(connection, 12)
        connection.sendall(b"RFB 003.008\n")
        kinds = self._read(connection, self._read(connection, 1)[0])
        if 1 not in kinds:
            raise ValueError(f"VNC security types {kinds!r}, expected 1 (none)")
        connection.sendall(b"\x01")
        if self._read(connection, 4) != bytes(4):
            raise ValueError("VNC refused us")
        connection.sendall(b"\x01")  # shared
        _, _, *_rest, name = struct.unpack(">HH16sI", self._read(connection, 24))
        self._read(connection, name)
        # 32 bits a pixel, little-endian, red in the third byte: what is in memory is blue, green, red, nothing.
        form = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)
        connection.sendall(struct.pack(">B3x", 0) + form)
        connection.sendall(struct.pack(">BxHiii", 2, 3, CURSOR_WITH_ALPHA, CURSOR, RAW))

    def _message(self, connection: socket.socket) -> None:
        (kind,) = self._read(connection, 1)
        if kind == 2:  # bell
            return
        if kind == 3:  # clipboard
            _, size = struct.unpack(">3sI", self._read(connection, 7))
            self._read(connection, size)
            return
        if kind != 0:
            raise ValueError(f"VNC message {kind}")
        (count,) = struct.unpack(">xH", self._read(connection, 3))
        for _ in range(count):
            x, y, width, height, encoding = struct.unpack(">HHHHi", self._read(connection, 12))
            if encoding == CURSOR_WITH_ALPHA:
                inner = struct.unpack(">i", self._read(connection, 4))[0]
                if inner != RAW:
                    raise ValueError(f"VNC cursor in encoding {inner}")
                rgba = bytearray(self._read(connection, 4 * width * height))
                rgba[0::4], rgba[2::4] = rgba[2::4], rgba[0::4]
                self.cursors.append(Cursor(width, height, (x, y), bytes(rgba)))
            elif encoding == CURSOR:
                self._read(connection, 4 * width * height + (width + 7) // 8 * height)
            elif encoding == RAW:
                self._read(connection, 4 * width * height)
            else:
                raise ValueError(f"VNC encoding {encoding}")
