#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Behaves like QEMU with our guest in it, or as badly as told by $FAKE_QEMU. $FAKE_PID names a file for our pid."""

import json
import os
import re
import signal
import socket
import sys
import time

GOOD = """# qxl-test-guest version=0.1.0 token={token}
KTAP version 1
1..2
# machine memory_bytes=268435456
ok 1 a.one
    KTAP version 1
    # Subtest: s3.two
    1..1
    ok 1 cycle1.step0.stop
{sleep}ok 2 s3.two
# summary planned=2 ok=2 not_ok=0 error=0 skip=0 known=0
# memory device=0 bar=0 allocated=5 released=5 leaked=0 leaked_bytes=0
# end token={token} outcome=pass exit=33
"""


class Monitor:
    """The QMP side: greets, answers, and says what it was asked."""

    def __init__(self) -> None:
        path = sys.argv[sys.argv.index("-qmp") + 1].split(",")[0].removeprefix("unix:")
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.file = self.socket.makefile("rwb")
        self.status = "running"
        self.tell({"QMP": {"version": {"qemu": {"major": 9, "minor": 8, "micro": 7}}, "capabilities": []}})

    def tell(self, message: dict) -> None:
        self.file.write(json.dumps(message).encode() + b"\r\n")
        self.file.flush()

    def event(self, name: str, **data: object) -> None:
        self.tell({"event": name, "data": data, "timestamp": {"seconds": 1, "microseconds": 2}})

    def answer(self, until: str = "", refuse: int = 0) -> None:
        """Answers commands until `until` came and was answered well."""
        for line in self.file:
            asked = json.loads(line)
            name, result = asked["execute"], {}
            if name == "query-status":
                result = {"status": self.status, "running": self.status == "running"}
            elif name == "query-current-machine":
                result = {"wakeup-suspend-support": os.environ.get("FAKE_QEMU") != "sleep_for_good"}
            elif name == "human-monitor-command":
                result = monitor(asked["arguments"]["command-line"])
            elif name == "screendump":
                with open(asked["arguments"]["filename"], "wb") as file:
                    file.write(b"P6\n2 1\n255\n\xff\0\0\0\xff\0")
            elif name == "system_wakeup" and refuse:
                refuse -= 1
                self.tell({"id": asked["id"], "error": {"class": "GenericError", "desc": "not in suspended state"}})
                continue
            self.tell({"id": asked["id"], "return": result})
            if name == "quit":
                sys.exit(int(os.environ.get("FAKE_EXIT", "33")))
            if name == until:
                return


def monitor(line: str) -> str:
    if line == "info registers":
        if os.environ.get("FAKE_QEMU") == "stays_in_firmware":  # as QEMU prints it in real mode
            return "EAX=0 EBX=0\r\nEIP=00001234 EFL=2\r\nCS =f000 000f0000 0000ffff 00009b00\r\n"
        return "RAX=0 RBX=0\r\nRSI=0 RDI=0 RBP=0000000000200000 RSP=00000000001ffff0\r\nRIP=0000000000100010 RFL=2\r\n"
    if line.startswith("xp "):
        at = int(line.split()[-1], 16)
        return f"{at:016x}: 0x{at + 16 if at < 0x200020 else 0:016x} 0x{0x100020 + at % 4096:016x}\r\n"
    return ""


def say(text: str) -> None:
    sys.stdout.write(text.replace("\n", "\r\n"))
    sys.stdout.flush()


def main() -> None:
    mode = os.environ.get("FAKE_QEMU", "good")
    if pid := os.environ.get("FAKE_PID"):
        with open(pid, "w", encoding="ascii") as file:
            file.write(str(os.getpid()))
    words = " ".join(sys.argv)
    token = re.search(r"token=(\w+)", words)[1]
    good = GOOD.format(token=token, sleep="")
    asleep = good.splitlines(keepends=True)
    if mode == "refuse":
        sys.exit("qemu: -device qxl-vga: 'qxl-vga' is not a valid device model name")
    if mode == "silent_death":
        os.kill(os.getpid(), signal.SIGABRT)
    qmp = Monitor()
    if mode == "good":
        say(good)
    elif mode == "exit0":
        say(good)
        sys.exit(0)
    elif mode == "exit_code_lies":
        say(good.replace("ok 1 a", "not ok 1 a"))
    elif mode == "half_killed":
        say(good[:150])
        print("glib: something went wrong", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGSEGV)
    elif mode == "hang":
        say(good[:150])
        qmp.answer()
    elif mode == "deaf":  # no QMP answers, no end by SIGTERM
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        say(good[:150])
        time.sleep(1000)
    elif mode == "flood":
        while True:
            os.write(1, b"x" * 65536)
    elif mode == "chatter":
        while True:
            say("# still here\n")
            time.sleep(0.01)
    elif mode == "reboot":
        say(good[:150] + "\n# suspended\n" + good)
    elif mode == "triple_fault":
        say(good[:150])
        qmp.event("SHUTDOWN", guest=True, reason="guest-reset")
        qmp.status = "shutdown"
        qmp.answer()
    elif mode == "internal_error":
        say(good[:150])
        qmp.status = "internal-error"
        qmp.event("STOP")
        qmp.answer()
    elif mode == "held":  # QEMU 9 and later with -no-shutdown: isa-debug-exit waits for `quit`
        say(good)
        qmp.event("SHUTDOWN", guest=True, reason="guest-shutdown")
        qmp.answer()
    elif mode in ("sleep", "sleep_refused", "sleep_forever", "sleep_for_good", "stays_in_firmware", "hangs_on_the_way_back"):
        say("".join(asleep[:8]) + "# suspended\n")
        qmp.status = "suspended"
        qmp.event("SUSPEND")
        if mode in ("sleep_forever", "sleep_for_good"):
            qmp.answer()
        qmp.answer("system_wakeup", 3 if mode == "sleep_refused" else 0)
        qmp.status = "running"
        qmp.event("WAKEUP")
        if mode in ("stays_in_firmware", "hangs_on_the_way_back"):
            qmp.answer()
        say("# resumed wake=power_button\n" + "".join(asleep[8:]))
    elif mode == "panic":
        say(good[:150] + "\n# panic #UD at 0x100010\n# reg rax=0x1\n# frame 0 0x100010\n# frame 1 0x100020\n")
        qmp.answer("cont")
        say(f"# end token={token} outcome=crash exit=43\n")
        sys.exit(43)
    sys.exit(int(os.environ.get("FAKE_EXIT", "33")))


main()
