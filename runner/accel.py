# SPDX-License-Identifier: MIT
"""Chooses KVM or TCG by trying, not by looking: /dev/kvm may be there and be useless.

A KVM that emulates in software can be hundreds of times slower than TCG, or end in "KVM internal error" on an instruction it
does not know. So --accel auto runs a small counting kernel under both, with a short limit, and then lets the test guest
itself start under KVM. The answer is kept in build/accel.json and asked for anew when QEMU, the host's boot or /dev/kvm
changes.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import time
from typing import NamedTuple

from runner.config import ROOT
from runner.contract import DEBUG_EXIT_PORT

CACHE = os.path.join(ROOT, "build", "accel.json")
_KVM = "/dev/kvm"
_COUNT = 60_000_000  # about 0.1 s of TCG: enough to see a difference beside QEMU's own start
_LIMIT_S = 10.0
_LOAD = 0x100000
_PROBE_EXIT, _USAGE_EXIT = 33, 41


class Accel(NamedTuple):
    name: str  # kvm or tcg
    reason: str


def choose(wanted: str, qemu: str, kernel: str) -> Accel:
    """What to run with, and why."""
    if wanted != "auto":
        return Accel(wanted, f"--accel {wanted}")
    try:
        device = os.stat(_KVM)
    except OSError:
        return Accel("tcg", f"auto: there is no {_KVM}")
    if not os.access(_KVM, os.R_OK | os.W_OK):
        return Accel("tcg", f"auto: no permission to open {_KVM} (is the user in group kvm?)")
    key = _key(qemu, device)
    cache = _load()
    if key in cache:
        return Accel(*cache[key])
    answer = _probe(qemu, kernel)
    _store({**cache, key: list(answer)})
    return answer


def reject_kvm(qemu: str, why: str) -> None:
    """Remembers that KVM let a run down, so that the next `auto` run takes TCG."""
    try:
        _store({**_load(), _key(qemu, os.stat(_KVM)): ["tcg", f"auto: {why}"]})
    except OSError:
        pass


def _key(qemu: str, device: os.stat_result) -> str:
    path = os.path.realpath(qemu)
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot = file.read().strip()
    except OSError:
        boot = "unknown"
    return f"{path} {os.stat(path).st_mtime_ns} {boot} {device.st_rdev} {device.st_mtime_ns}"


def _load() -> dict[str, list[str]]:
    try:
        with open(CACHE, encoding="utf-8") as file:
            cache = json.load(file)
        return {key: value for key, value in cache.items() if isinstance(value, list) and len(value) == 2}
    except (OSError, ValueError, AttributeError):
        return {}


def _store(cache: dict[str, list[str]]) -> None:
    try:
        os.makedirs(os.path.dirname(CACHE), exist_ok=True)
        fresh = f"{CACHE}.{os.getpid()}"
        with open(fresh, "w", encoding="utf-8") as file:
            json.dump(dict(list(cache.items())[-20:]), file, indent=1)
        os.replace(fresh, CACHE)
    except OSError:
        pass  # no cache: the next run tries again


def try_start(qemu: str) -> float | None:
    """Seconds that QEMU takes to start and end a kernel that does nothing; None if it cannot."""
    return _run_blob(qemu, "tcg", 1, _LIMIT_S)


def _run_blob(qemu: str, accel: str, count: int, limit: float) -> float | None:
    blob = f"{CACHE}.{os.getpid()}.bin"
    os.makedirs(os.path.dirname(blob), exist_ok=True)
    try:
        with open(blob, "wb") as file:
            file.write(counting_kernel(count))
        return _run(qemu, accel, blob, "", _PROBE_EXIT, limit)
    finally:
        if os.path.exists(blob):
            os.unlink(blob)


def _probe(qemu: str, kernel: str) -> Accel:
    tcg = _run_blob(qemu, "tcg", _COUNT, _LIMIT_S)
    if tcg is None:
        return Accel("tcg", "auto: the probe did not run under TCG, nothing to compare KVM with")
    limit = max(1.0, 3 * tcg)
    kvm = _run_blob(qemu, "kvm", _COUNT, limit)
    if kvm is None:
        return Accel("tcg", f"auto: KVM did not finish in {limit:.1f} s what TCG does in {tcg:.2f} s")
    if kvm > 1.1 * tcg:
        return Accel("tcg", f"auto: KVM is slower ({kvm:.2f} s) than TCG ({tcg:.2f} s)")
    # The unknown word makes the guest end with `usage`, after it has booted to 64-bit C++.
    if os.path.exists(kernel) and _run(qemu, "kvm", kernel, "-- probe", _USAGE_EXIT, limit) is None:
        return Accel("tcg", "auto: the test guest does not start under KVM")
    return Accel("kvm", f"auto: KVM took {kvm:.2f} s, TCG {tcg:.2f} s")


def _run(qemu: str, accel: str, kernel: str, append: str, expected: int, limit: float) -> float | None:
    """Seconds until the expected exit code; None for any other end."""
    words = [qemu, "-nodefaults", "-no-user-config", "-display", "none", "-machine", f"pc,accel={accel}", "-m", "64"]
    words += ["-vga", "none", "-serial", "none", "-no-reboot", "-kernel", kernel, "-append", append]
    words += ["-device", f"isa-debug-exit,iobase={DEBUG_EXIT_PORT:#x},iosize=4"]
    start = time.monotonic()
    try:
        null = subprocess.DEVNULL
        done = subprocess.run(words, stdin=null, stdout=null, stderr=null, timeout=limit)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return time.monotonic() - start if done.returncode == expected else None


def counting_kernel(count: int, say: str = "") -> bytes:
    """A Multiboot 1 kernel that writes `say` to COM1, counts to `count` and ends QEMU with exit code 33."""
    code = b"\x66\xba\xf8\x03" if say else b""  # mov dx, 0x3f8
    for byte in say.encode("ascii"):
        code += bytes((0xB0, byte, 0xEE))  # mov al, byte; out dx, al
    code += b"\xb9" + struct.pack("<I", count)  # mov ecx, count
    code += b"\x49\x75\xfd"  # dec ecx; jnz -3
    code += b"\x66\xba" + struct.pack("<H", DEBUG_EXIT_PORT)  # mov dx, port
    code += b"\xb8" + struct.pack("<I", _PROBE_EXIT >> 1)  # mov eax, value
    code += b"\xef\xf4\xeb\xfd"  # out dx, eax; hlt; jmp to hlt
    magic, flags = 0x1BADB002, 0x10000  # Multiboot 0.6.96: address fields are valid
    check = -(magic + flags) & 0xFFFFFFFF
    end = _LOAD + 32 + len(code)
    return struct.pack("<8I", magic, flags, check, _LOAD, _LOAD, end, end, _LOAD + 32) + code
