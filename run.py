#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Builds the QXL test guest, boots it in QEMU, watches it, and says what it found. See `./run.py --help`."""

import sys

from runner.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
