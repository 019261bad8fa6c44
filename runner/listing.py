# SPDX-License-Identifier: MIT
"""`./run.py list`: names every guest test without booting."""

from __future__ import annotations

from runner import build, elf, errors, selection
from runner.config import Config


def show(config: Config) -> int:
    """Prints name, groups and summary of each test, in running order. Patterns and groups select as for `run`."""
    if config.build:
        build.guest(None, config.verbose)
    tests = elf.tests(config.kernel)
    if config.patterns or config.groups:
        chosen = set(selection.requested(tests, config.patterns, config.groups))
        tests = [test for test in tests if test.name in chosen]
    width = max((len(test.name) for test in tests), default=0)
    groups = max((len(",".join(test.groups)) for test in tests), default=0)
    for test in tests:
        print(f"{test.name:<{width}}  {','.join(test.groups):<{groups}}  {test.summary}".rstrip())
        if config.verbose:
            print(f"{'':<{width}}  {test.file}:{test.line} stage {test.stage}")
    return errors.PASS
