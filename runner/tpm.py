# SPDX-License-Identifier: MIT
"""A TPM that is out of order, for OVMF up to 2022.11: without one it waits 1.5 s for a TPM at each boot and at each wake-up.

OVMF asks the TPM's registers at 0xfed40000 twice, 0.75 s each, since QEMU reads 0 where nothing is and not all ones. Ours is
there at once and fails every command, so that firmware leaves it alone. QEMU passes commands through to a terminal of ours.
Spec: TPM 2.0 Library, part 1 (command and response headers) and part 3, TPM2_GetCapability; QEMU docs/specs/tpm.
"""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import threading
import tty

_NO_SESSIONS, _SUCCESS, _FAILURE = 0x8001, 0x000, 0x101
_GET_CAPABILITY, _TPM_PROPERTIES, _MAX_COMMAND_SIZE, _MAX_RESPONSE_SIZE = 0x17A, 6, 0x11E, 0x11F
_BUFFER = 4096
_LIMIT_S = 10.0


class Tpm:
    """While it is open, something answers at the other end of words()."""

    def __init__(self) -> None:
        self._ours, self._theirs = pty.openpty()
        for end in (self._ours, self._theirs):
            tty.setraw(end)
        self._thread = threading.Thread(target=self._answer, daemon=True)

    def __enter__(self) -> Tpm:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._theirs)  # with QEMU gone this was the last one: our end reads an error
        self._thread.join(_LIMIT_S)
        os.close(self._ours)

    def words(self) -> list[str]:
        """QEMU's words for it."""
        backend = f"passthrough,id=tpm,path={os.ttyname(self._theirs)},cancel-path={os.devnull}"
        return ["-tpmdev", backend, "-device", "tpm-tis,tpmdev=tpm"]

    def _answer(self) -> None:
        try:
            while command := os.read(self._ours, _BUFFER):
                os.write(self._ours, response(command))
        except OSError:
            pass  # nobody is left at the other end


def response(command: bytes) -> bytes:
    """What QEMU wants to know is answered, everything else fails."""
    code = struct.unpack_from(">HII", command)[2] if len(command) >= 10 else None
    body, result = b"", _FAILURE
    if code == _GET_CAPABILITY:
        body, result = struct.pack(">BII4I", 0, _TPM_PROPERTIES, 2, _MAX_COMMAND_SIZE, _BUFFER, _MAX_RESPONSE_SIZE, _BUFFER), _SUCCESS
    return struct.pack(">HII", _NO_SESSIONS, 10 + len(body), result) + body


def is_possible() -> bool:
    """Whether there are terminals to be had: a bare chroot has no /dev/pts."""
    try:
        ends = pty.openpty()
    except OSError:
        return False
    try:
        os.ttyname(ends[1])
        return True
    except OSError:
        return False
    finally:
        for end in ends:
            os.close(end)


def is_known_to(qemu: str) -> bool:
    """Whether this QEMU can pass a TPM through."""
    try:
        done = subprocess.run([qemu, "-tpmdev", "help"], stdin=subprocess.DEVNULL, capture_output=True, timeout=_LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"passthrough" in done.stdout + done.stderr
