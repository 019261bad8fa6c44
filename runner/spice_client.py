# SPDX-License-Identifier: MIT
"""A SPICE client that comes and goes: main and display channel linked, monitors configured, nothing looked at, and again.

Again, because the server asks the guest's driver only when a client comes whether it wants to hear of monitors.

Spec: spice-protocol 0.14, protocol.h (link), messages.h of spice-common, vd_agent.h; the ticket is RSA-OAEP with SHA-1 (RFC 8017, 7.1).
"""

from __future__ import annotations

import hashlib
import os
import socket
import struct
import threading

from runner.errors import SetupError

MONITORS = ((0, 0, 1024, 768), (1024, 0, 800, 600))  # x, y, width, height: the guest knows them too (docs/serial-report.md)
_MAIN, _DISPLAY = 1, 2
_COMMON_CAPS = 1 << 0 | 1 << 1 | 1 << 3  # authentication is chosen, by a SPICE ticket; short message headers
_AUTH_SPICE = 1
_MSG_MAIN_INIT, _MSG_PING, _MSGC_PONG = 103, 4, 3
_MSGC_MAIN_AGENT_START, _MSGC_MAIN_AGENT_DATA, _MSGC_DISPLAY_INIT = 106, 107, 101
_AGENT_PROTOCOL, _AGENT_MONITORS_CONFIG = 1, 2
_HEADER = struct.Struct("<4sIII")  # REDQ, major, minor, size
_LINK = struct.Struct("<IBBIII")  # connection, channel type, channel id, number of common and channel capabilities, offset
MESSAGE = struct.Struct("<HI")  # type, size
_KEY_BYTES, _KEY_START, _MODULUS_BYTES, _EXPONENT = 162, 29, 128, 65537
_AGAIN_S = 0.1
_MESSAGES = 3  # in one stay
_PATIENCE_S = 5.0


class SpiceClient:
    """Connects as soon as the socket is there, and comes again until the context is left."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.failed = ""

    def words(self) -> list[str]:
        """For QEMU's command line. The server takes monitors only where there is an agent's port, here COM2 that nobody opens."""
        agent = ["-chardev", "spicevmc,id=agent,name=vdagent", "-device", "isa-serial,chardev=agent,index=1"]
        return ["-spice", f"unix=on,addr={self._path},disable-ticketing=on", *agent]

    def __enter__(self) -> SpiceClient:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                self.stay()
        except (OSError, SetupError) as error:
            self.failed = str(error)  # QEMU is gone, or never was: the run says so itself

    def stay(self) -> None:
        with self.link(_MAIN, 0) as main, self.link(_DISPLAY, self.session(main)) as display:
            send(display, _MSGC_DISPLAY_INIT, struct.pack("<BqBi", 1, 1 << 20, 0, 0))  # pixmap cache 1 of 1 MiB, no dictionary
            send(main, _MSGC_MAIN_AGENT_START, struct.pack("<I", 1))
            for _ in range(_MESSAGES):
                if self._over.wait(_AGAIN_S):
                    break
                send(main, _MSGC_MAIN_AGENT_DATA, _monitors())

    def _connect(self) -> socket.socket:
        for _ in range(int(_PATIENCE_S / _AGAIN_S)):
            link = socket.socket(socket.AF_UNIX)
            link.settimeout(_PATIENCE_S)
            try:
                link.connect(self._path)
                return link
            except OSError:  # QEMU is not that far yet
                link.close()
            if self._over.wait(_AGAIN_S):
                break
        raise SetupError(f"no SPICE server at {self._path}")

    def link(self, channel: int, session: int) -> socket.socket:
        link = self._connect()
        body = _LINK.pack(session, channel, 0, 1, 0, _LINK.size) + struct.pack("<I", _COMMON_CAPS)
        link.sendall(_HEADER.pack(b"REDQ", 2, 2, len(body)) + body)
        magic, _, _, size = _HEADER.unpack(receive(link, _HEADER.size))
        reply = receive(link, size)
        (error,) = struct.unpack_from("<I", reply)
        if magic != b"REDQ" or error:
            raise SetupError(f"the SPICE server refused channel {channel}: error {error}")
        key = reply[4 : 4 + _KEY_BYTES]
        link.sendall(struct.pack("<I", _AUTH_SPICE) + _encrypted(b"\0", key))
        (result,) = struct.unpack("<I", receive(link, 4))
        if result:
            raise SetupError(f"the SPICE server refused the ticket: {result}")
        return link

    def session(self, main: socket.socket) -> int:
        while True:
            kind, size = MESSAGE.unpack(receive(main, MESSAGE.size))
            data = receive(main, size)
            if kind == _MSG_MAIN_INIT:
                return struct.unpack_from("<I", data)[0]
            if kind == _MSG_PING:
                send(main, _MSGC_PONG, data[:12])


def _monitors() -> bytes:
    body = struct.pack("<II", len(MONITORS), 0)
    for x, y, width, height in MONITORS:
        body += struct.pack("<IIIII", height, width, 32, x, y)
    return struct.pack("<IIQI", _AGENT_PROTOCOL, _AGENT_MONITORS_CONFIG, 0, len(body)) + body


def send(link: socket.socket, kind: int, data: bytes) -> None:
    link.sendall(MESSAGE.pack(kind, len(data)) + data)


def receive(link: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = link.recv(size - len(data))
        if not piece:
            raise SetupError("the SPICE server hung up")
        data += piece
    return data


def _encrypted(message: bytes, key: bytes) -> bytes:
    """RSAES-OAEP of `message`, with the modulus from a SubjectPublicKeyInfo of 1024 bits."""
    modulus = int.from_bytes(key[_KEY_START : _KEY_START + _MODULUS_BYTES], "big")
    length = hashlib.sha1().digest_size
    block = hashlib.sha1(b"").digest()
    block += b"\0" * (_MODULUS_BYTES - len(message) - 2 * length - 2) + b"\1" + message
    seed = os.urandom(length)
    masked = _xor(block, _mask(seed, len(block)))
    padded = b"\0" + _xor(seed, _mask(masked, length)) + masked
    return pow(int.from_bytes(padded, "big"), _EXPONENT, modulus).to_bytes(_MODULUS_BYTES, "big")


def _mask(seed: bytes, size: int) -> bytes:
    parts = (hashlib.sha1(seed + struct.pack(">I", n)).digest() for n in range(-(-size // hashlib.sha1().digest_size)))
    return b"".join(parts)[:size]


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
