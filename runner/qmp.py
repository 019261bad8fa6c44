# SPDX-License-Identifier: MIT
"""A small QMP client: QEMU connects to a Unix socket that we listen on, so there is nothing to wait or retry for.

Spec: QEMU docs/interop/qmp-spec. Messages are JSON objects, one a line: a greeting, replies that carry the id of their
command, and events at any time.
"""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

MESSAGE_LIMIT = 4 * 1024 * 1024


class QmpError(Exception):
    """QMP answered with an error, not in time, or not at all."""


class QmpTimeout(QmpError):
    """No answer in time."""


class Listener:
    """The socket that QEMU connects to, in a directory that only we can enter."""

    def __init__(self, directory: str) -> None:
        self.path = os.path.join(directory, "qmp")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(self.path)
        self._socket.listen(1)

    def fileno(self) -> int:
        return self._socket.fileno()

    def accept(self) -> Qmp:
        """The connection; call when the listener is readable."""
        connection, _ = self._socket.accept()
        return Qmp(connection)

    def close(self) -> None:
        self._socket.close()


class Qmp:
    """One connection. receive() is for the event loop, execute() for questions asked one at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._socket.setblocking(False)
        self._partial = b""
        self._last_id = 0
        self._replies: dict[int, dict[str, Any]] = {}
        self._waiting = 0
        self.queue: list[dict[str, Any]] = []  # events and replies nobody waits for, oldest first
        self.closed = False
        self.version = ""
        self.on_greeting: Callable[[], None] | None = None  # called after qmp_capabilities is sent
        self.on_event: Callable[[str], None] | None = None  # called with its name when an event is received
        self.capabilities_id = 0  # of qmp_capabilities: events come from its answer on

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self.closed = True
        self._socket.close()

    def peer_pid(self) -> int:
        """The process at the other end: QEMU itself, also when a wrapper script started it. 0: in another PID namespace."""
        credentials = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return struct.unpack("3i", credentials)[0]

    def send(self, command: str, **arguments: Any) -> int:
        """Sends a command, returns its id. The reply shows up in `queue`.

        A connection that broke is found by receive(), after the events that QEMU had still sent.
        """
        self._last_id += 1
        message: dict[str, Any] = {"execute": command, "id": self._last_id}
        if arguments:
            message["arguments"] = arguments
        try:
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError:  # also a full socket: a QEMU that does not read will not answer either
            pass
        return self._last_id

    def receive(self) -> None:
        """Takes what the socket has, without waiting, into `queue`."""
        while not self.closed:
            try:
                data = self._socket.recv(65536)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                data = b""
            if not data or len(self._partial) > MESSAGE_LIMIT:
                self.closed = True
                return
            self._partial += data
            *lines, self._partial = self._partial.split(b"\n")
            for line in lines:
                self._take(line)

    def execute(self, command: str, timeout: float, **arguments: Any) -> Any:
        """The return value of a command. Raises QmpError after `timeout` seconds at the latest."""
        ident = self._waiting = self.send(command, **arguments)
        deadline = time.monotonic() + timeout
        try:
            while ident not in self._replies:
                if self.closed:
                    raise QmpError(f"{command}: QEMU closed the QMP connection")
                left = deadline - time.monotonic()
                if left <= 0:
                    raise QmpTimeout(f"{command}: no answer within {timeout:g} s")
                if select.select([self._socket], [], [], left)[0]:
                    self.receive()
        finally:
            self._waiting = 0
        reply = self._replies.pop(ident)
        if "error" in reply:
            raise QmpError(f"{command}: {reply['error'].get('desc', reply['error'])}")
        return reply.get("return")

    def _take(self, line: bytes) -> None:
        if not line.strip():
            return
        try:
            message = json.loads(line)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        if "QMP" in message:
            try:
                parts = message["QMP"]["version"]["qemu"]
                self.version = f"{parts['major']}.{parts['minor']}.{parts['micro']}"
            except (KeyError, TypeError):
                self.version = "unknown"
            # Events come only after this; what happened before is asked for by query-status.
            self.capabilities_id = self.send("qmp_capabilities")
            if self.on_greeting:
                self.on_greeting()
            self.send("query-status")
        elif "event" not in message and self._waiting and message.get("id") == self._waiting:
            self._replies[self._waiting] = message
        else:
            if self.on_event and "event" in message:
                self.on_event(str(message["event"]))
            self.queue.append(message)
