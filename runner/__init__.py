# SPDX-License-Identifier: MIT
"""The host side of the QXL test guest.

cli reads the options into a config.Config, build makes the kernel, elf lists its tests, accel chooses KVM or TCG, qemu
owns the QEMU process, watch is the event loop (serial pipe, QMP socket, process), ktap reads the report, verdict judges it,
postmortem collects what a bad end leaves behind, and human, result and junit write one result in three forms.
other_qemus fetches QEMUs of other Debian suites for the integration tests: private_apt gets their packages, transplant
makes them run here.

Modules on the way of `./run.py run` avoid argparse-free luxuries that cost start-up time: no dataclasses (they import
inspect, 10 ms), no tempfile and shutil (they import bz2, lzma and random, 8 ms).
"""
