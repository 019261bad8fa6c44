#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Behaves like QEMU with our guest in it, or as badly as told by $FAKE_QEMU. $FAKE_PID names a file for our pid.

Mode `cycles` sleeps $FAKE_CYCLES times and keeps $FAKE_LEAK bytes in each; $FAKE_STOP=K:HOW ends it in cycle K.
"""

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


SLEEPS = "".join(GOOD.splitlines(keepends=True)[:8]), "".join(GOOD.splitlines(keepends=True)[8:])


class Monitor:
    """The QMP side: greets, answers, and says what it was asked."""

    def __init__(self) -> None:
        path = sys.argv[sys.argv.index("-qmp") + 1].split(",")[0].removeprefix("unix:")
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.file = self.socket.makefile("rwb")
        self.status = "running"
        self.may_refuse = os.environ.get("FAKE_QEMU") != "wakes_while_running"
        self.tell({"QMP": {"version": {"qemu": {"major": 9, "minor": 8, "micro": 7}}, "capabilities": []}})

    def tell(self, message: dict) -> None:
        self.file.write(json.dumps(message).encode() + b"\r\n")
        self.file.flush()

    def event(self, name: str, **data: object) -> None:
        self.tell({"event": name, "data": data, "timestamp": {"seconds": 1, "microseconds": 2}})

    def negotiate(self) -> None:
        """What the runner asks when it is greeted, while the machine runs; returns when it has read the answers."""
        words = " ".join(sys.argv)
        self.answer(count=6 if "wake=qmp" in words else 3 if "wake=auto" in words else 2)
        self.event("STOP")
        self.answer(count=1)

    def answer(self, until: str = "", refuse: int = 0, count: int = 0) -> None:
        """Answers commands until `until` came and was answered well, or `count` of them."""
        for number, line in enumerate(self.file, 1):
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
            elif name == "system_wakeup" and (refuse or self.status != "suspended") and self.may_refuse:
                refuse -= self.status == "suspended"
                result = None
            elif name == "input-send-event" and os.environ.get("FAKE_QEMU") == "no_keyboard":
                result = None
            error = {"class": "GenericError", "desc": "not in suspended state"}
            self.tell({"id": asked["id"], "error": error} if result is None else {"id": asked["id"], "return": result})
            if name == "quit":
                sys.exit(int(os.environ.get("FAKE_EXIT", "33")))
            if (name == until and result is not None) or number == count:
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


def sleep(qmp: Monitor, wake: str) -> None:
    """One sleep as it should be, without the guest's lines."""
    qmp.status = "suspended"
    qmp.event("SUSPEND")
    if wake:
        qmp.answer(wake)
    qmp.status = "running"
    qmp.event("WAKEUP")


def cycles(qmp: Monitor, good: str, token: str) -> None:
    count, leak = int(os.environ["FAKE_CYCLES"]), int(os.environ.get("FAKE_LEAK", "0"))
    stop_at, _, how = os.environ.get("FAKE_STOP", "0:").partition(":")
    kept = []
    head, tail = good.split("    1..1\n    ok 1 cycle1.step0.stop\n")
    say(f"{head}    1..{count}\n")
    for cycle in range(1, count + 1):
        say(f"    # running cycle{cycle}\n")
        bad = ""
        if cycle == int(stop_at):
            if how == "die":
                os.kill(os.getpid(), signal.SIGSEGV)
            elif how == "hang":
                qmp.answer()
            elif how == "panic":
                say(f"# panic #UD\n# end token={token} outcome=crash exit=43\n")
                sys.exit(43)
            elif how == "bad":
                bad = "not "
        say("    # suspended\n")
        if cycle == int(stop_at) and how == "reset":
            sleep(qmp, "")
            say(good)
            qmp.answer()
        sleep(qmp, "system_wakeup")
        if cycle == int(stop_at) and how == "stuck":
            qmp.answer()
        kept.append(b"x" * leak)
        say(f"    # resumed wake=power_button asleep_us=1\n    # cycle{cycle} s3_us=1 us=2\n    {bad}ok {cycle} cycle{cycle}\n")
        if bad:
            break
    if bad:
        say(f"    not ok {cycle} last\n")
    say(tail)


def main() -> None:
    mode = os.environ.get("FAKE_QEMU", "good")
    if pid := os.environ.get("FAKE_PID"):
        with open(pid, "w", encoding="ascii") as file:
            file.write(str(os.getpid()))
    words = " ".join(sys.argv)
    token = re.search(r"token=(\w+)", words)[1]
    good = GOOD.format(token=token, sleep="")
    before, after = (part.format(token=token, sleep="") for part in SLEEPS)
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
    elif mode == "slow_firmware":
        qmp.answer()
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
    elif mode in ("sleep", "sleep_refused", "wakes_while_running", "stays_in_firmware", "hangs_on_the_way_back"):
        qmp.negotiate()
        say(before + "# suspended\n")
        qmp.status = "suspended"
        qmp.event("SUSPEND")
        qmp.answer("input-send-event" if "wake=keyboard" in words else "system_wakeup", 3 if mode == "sleep_refused" else 0)
        qmp.status = "running"
        qmp.event("WAKEUP")
        if mode in ("stays_in_firmware", "hangs_on_the_way_back"):
            qmp.answer()
        say("# resumed wake=power_button\n" + after)
    elif mode in ("sleep_forever", "sleep_for_good", "no_keyboard"):
        qmp.negotiate()
        say(before + "# suspended\n")
        qmp.status = "suspended"
        qmp.event("SUSPEND")
        qmp.answer()
    elif mode == "sleep_heard_late":  # one sleep before anybody listens, one after
        say(before + "# suspended\n# resumed wake=rtc\n")
        qmp.negotiate()
        say("# suspended\n")
        sleep(qmp, "")
        say("# resumed wake=rtc\n" + after)
    elif mode == "sleep_unannounced":
        qmp.negotiate()
        say(before)
        sleep(qmp, "")
        say("# running more\n" + after)
    elif mode == "sleep_not_entered":
        qmp.negotiate()
        say(before + "# suspended\n# running more\n# suspended\n")
        sleep(qmp, "")
        say("# resumed wake=rtc\n" + after)
    elif mode == "sleep_not_said_to_end":
        qmp.negotiate()
        say(before + "# suspended\n")
        sleep(qmp, "")
        say(after)
    elif mode == "sleep_without_wakeup":
        qmp.negotiate()
        say(before + "# suspended\n")
        qmp.event("SUSPEND")
        say("# resumed wake=rtc\n" + after)
    elif mode == "wakeup_alone":
        qmp.negotiate()
        qmp.event("WAKEUP")
        say(good)
    elif mode == "cycles":
        qmp.negotiate()
        cycles(qmp, good, token)
    elif mode == "panic":
        say(good[:150] + "\n# panic #UD at 0x100010\n# reg rax=0x1\n# frame 0 0x100010\n# frame 1 0x100020\n")
        qmp.answer("cont")
        say(f"# end token={token} outcome=crash exit=43\n")
        sys.exit(43)
    sys.exit(int(os.environ.get("FAKE_EXIT", "33")))


main()
