# SPDX-License-Identifier: MIT
"""Exit codes of run.py, and the errors that lead to them."""

from __future__ import annotations

PASS = 0
USAGE = 2
FAILED = 3  # a check of the device failed
ERROR = 4  # the test or its set-up is wrong: missing tool, failed build, QEMU that does not start, `error` outcomes
SKIPPED = 5  # everything was skipped: nothing is known about the device
CRASH = 6  # the guest, the machine or QEMU ended without a verdict, or the report cannot be trusted
TIMEOUT = 7  # total or inactivity limit, or a wake-up that never came
INTERRUPTED = 130  # Ctrl-C: the verdict on what was known by then is written. QEMU is killed and reaped
TERMINATED = 143  # the same by SIGTERM


class UsageError(Exception):
    """The command line asks for something that cannot be: exit 2."""


class SetupError(Exception):
    """Something this run needs is missing or does not work: exit 4. `remedy` says what to do about it."""

    def __init__(self, message: str, remedy: str = "", output: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
        self.output = output


class Interrupted(BaseException):
    """SIGINT or SIGTERM came. Raised by the signal handler, so that every context manager on the way reaps."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum
