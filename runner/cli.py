# SPDX-License-Identifier: MIT
"""The command line of run.py. Names of options and commands are a contract: scripts call them."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import time
from collections.abc import Sequence

from runner import errors
from runner.config import INACTIVITY_S, Config
from runner.contract import BREAKS, DEVICE_BREAKS, PROPERTIES, STEPS, WAKES
from runner.errors import Interrupted, SetupError, UsageError

COMMANDS = ("run", "list", "doctor", "test", "fuzz", "qemus", "table", "coverage", "acpidump", "agreement", "parse")
_EPILOG = """\
commands (default: run):
  run [PATTERN...]    boot the guest and run its tests of group main, or those whose names match (`*`, `?`)
  list [PATTERN...]   name every guest test without booting
  doctor              say what is missing or unusable, and how to mend it
  test [PART...]      run all tests of this repository: format, host, tools, runner, integration
  fuzz [TARGET...]    feed random tables and AML to acpi/ (libFuzzer; needs clang): tables, aml_load, aml_evaluate, sleep;
                      --coverage instead says which lines of acpi/ their corpus reaches
  qemus [SUITE...]    fetch QEMUs of other Debian suites into build/qemu, for the integration tests; default bullseye,
                      bookworm, trixie and trixie-backports (QEMU 5.2 to 11.x)
  table [SUITE...]    run the sleep suite in every configuration and print the table of docs/sleep-contract.md, or with
                      `--group device` that of docs/device-conformance.md; the QEMUs of build/qemu, or some of them
  coverage [SUITE...] run the drawing tests and print the table of docs/draw-coverage.md; QEMUs as for table
  acpidump FILE       boot the guest and write the machine's ACPI tables to FILE, as acpidump does
  agreement [SET...]  compare this repository's ACPI code with ACPICA on the tables of every QEMU at hand and on ASL of our own, or
                      on each SET: files or folders of tables
  parse LOG           give the verdict for a serial log recorded anywhere (- is standard input)

exit codes:
  0 pass   2 wrong use   3 a check of the device failed   4 error in test or set-up   5 everything was skipped
  6 crash or no verdict   7 time limit   130, 143 ended by Ctrl-C, SIGTERM
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise UsageError(message)


def _parser() -> _Parser:
    parser = _Parser(
        prog="./run.py", allow_abbrev=False, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Boots the QXL test guest in QEMU and says what it found.", argument_default=argparse.SUPPRESS,
        usage="./run.py [run|list|doctor|test|fuzz|qemus|table|coverage|acpidump|agreement|parse] [options] [PATTERN...]",
    )  # fmt: skip
    add = parser.add_argument
    add("words", nargs="*", help=argparse.SUPPRESS)
    add("--all", action="store_true", help="all of it once: every group but hostile (can end QEMU), soak (has no end of its own), dump (see acpidump) and thorough "
        "(more memory, more often); each picture on one format (--group draw: on all)")
    add("--group", action="append", metavar="G", help="run group G (repeatable)")
    add("--qemu", metavar="PATH", help="QEMU to run; default $QEMU, else qemu-system-x86_64 on PATH")
    add("--accel", choices=("auto", "kvm", "tcg"), help="auto (default) tries KVM and takes it only if it is no slower")
    add("--machine", choices=("pc", "q35"), help="default pc")
    add("--device", choices=("qxl-vga", "qxl", "none"), help="default qxl-vga; none leaves it out")
    add("--revision", type=_number(1, 5), metavar="N", help="PCI revision of the device, 1 to 5")
    add("--secondary", type=_number(0, 3), metavar="N", help="N more devices `qxl`, up to 3")
    add("--vram64", type=_power_of_two, metavar="MIB", help="size of BAR4, a power of two above 64; default: no BAR4")
    add("--property", action="append", type=_property, metavar="NAME=N",
        help="a property of the QXL devices, of which the guest is told (repeatable): " + ", ".join(PROPERTIES))  # fmt: skip
    add("--client", action="store_true", help="a SPICE client comes and goes, with two monitors; for device.client_*")
    add("--firmware", choices=("seabios", "ovmf"), help="default seabios; ovmf boots the ISO")
    add("--boot", choices=("kernel", "iso"), help="kernel (default): Multiboot by QEMU; iso: GRUB from a CD")
    add("--memory", type=_memory, metavar="MIB", help="guest memory, default 128; 2G is understood")
    add("--cycles", type=_number(1, 1_000_000), metavar="N", help="S3 cycles in the tests that sleep, default 1")
    add("--wake", choices=WAKES, help="what wakes the machine: RTC alarm, ACPI PM timer, system_wakeup (QMP), a key; auto (default): RTC in the main job, else QMP")
    add("--delay", type=_delay, metavar="MIN:MAX:STEP", help="microseconds between a wake-up and the next sleep, a sweep")
    add("--stop-after", choices=[step for step in STEPS if step != "sleep"], metavar="STEP",
        help="carry the sleep sequence to STEP and no further, without sleeping: " + ", ".join(s for s in STEPS if s != "sleep"))  # fmt: skip
    add("--timeout", type=_seconds, metavar="S", help="limit for the whole run; default 60 s, and 3 s for each cycle of each test")
    add("--inactivity", type=_seconds, metavar="S", help=f"limit for silence while running; default {INACTIVITY_S:g} s")
    add("--json", metavar="FILE", help="write the result as JSON (docs/result-json.md)")
    add("--junit", metavar="FILE", help="write the result as JUnit XML")
    add("--keep", metavar="DIR", help="run folder; default runs/<time>-<token>, of which the last 20 are kept")
    add("--qemu-arg", action="append", metavar="ARG", help="one more word for QEMU's command line (repeatable)")
    add("--dry-run", action="store_true", help="print the QEMU command and stop")
    add("--kernel", metavar="FILE", help="boot this kernel file instead of building one")
    add("--break", dest="break_name", choices=BREAKS + DEVICE_BREAKS, metavar="NAME",
        help="test only: one deliberate fault (docs/serial-report.md)")  # fmt: skip
    add("--minutes", type=_minutes, metavar="N", help="fuzz: for each target, default 1")
    add("--jobs", type=_number(1, 64), metavar="N", help="fuzz: targets at a time, default 1")
    add("--coverage", action="store_true", help="fuzz: measure the corpus instead of running the fuzzers")
    add("--mistake", metavar="NAME", type=_word, help="test only: the drawing tests' oracle errs (tests/guest/oracle/mistake.hpp)")
    add("--seed", type=_number(0, 999_999_999), metavar="S", help="draw.random: seed of the first scene, default 1")
    add("--count", type=_number(1, 1_000_000), metavar="N", help="draw.random: scenes, with seeds from S on, default 100")
    add("--only", type=_numbers, metavar="N,N", help="draw.random: these commands of each scene alone, as a scene that differs says")
    add("--screens", action="store_true", help="compare QEMU's screendump with every picture that a drawing test shows")
    add("--token", metavar="HEX", help="parse: the token that the log must carry")
    add("--install", action="store_true", help="install what is missing from Debian's packages, and say what")
    add("-v", "--verbose", action="store_true", help="show the serial log and what the runner decides")
    return parser


_RUN = frozenset(
    "all group qemu accel machine device revision secondary vram64 property client firmware boot memory cycles wake delay stop_after timeout inactivity json junit keep qemu_arg "
    "dry_run kernel break_name mistake seed count only screens install verbose".split()
)
_ALLOWED = {
    "run": _RUN,
    "list": frozenset(("all", "group", "kernel", "verbose")),
    "doctor": frozenset(("install", "qemu", "verbose")),
    "test": frozenset(("install", "qemu", "verbose")),
    "fuzz": frozenset(("minutes", "jobs", "coverage", "install", "verbose")),
    "qemus": frozenset(("verbose",)),
    "table": frozenset(("verbose", "qemu", "install", "group")),
    "coverage": frozenset(("verbose", "qemu", "install")),
    "acpidump": _RUN - frozenset("all group cycles wake delay stop_after break_name dry_run".split()),
    "agreement": frozenset(("verbose", "qemu", "install")),
    "parse": frozenset(("token", "json", "junit", "verbose")),
}


def main(argv: Sequence[str]) -> int:
    """Runs one command; returns the exit code."""
    started = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        return _dispatch(list(argv), started)
    except UsageError as error:
        from runner.human import complain

        complain(str(error), "./run.py --help lists commands and options")
        return errors.USAGE
    except SetupError as error:
        from runner.human import complain

        complain(str(error), error.remedy, error.output)
        return errors.ERROR
    except Interrupted as stop:
        print(f"\nrun.py: ended by {signal.Signals(stop.signum).name}; QEMU is gone too", file=sys.stderr)
        return 128 + stop.signum
    except BrokenPipeError:  # our reader (head, less) left: no verdict reached anybody
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return errors.CRASH


def _interrupt(signum: int, _frame: object) -> None:
    raise Interrupted(signum)


def _dispatch(argv: list[str], started: float) -> int:
    given = vars(_parser().parse_intermixed_args(_join_values(argv)))
    words: list[str] = given.pop("words", [])
    command = words.pop(0) if words and words[0] in COMMANDS else "run"
    for name in given:
        if name not in _ALLOWED[command]:
            raise UsageError(f"`{command}` has no option --{name.replace('_name', '').replace('_', '-')}")
    install = given.pop("install", False)
    if install:
        from runner import packages

        packages.install(command, given.get("boot") == "iso", given.get("firmware") == "ovmf")
    if command == "run":
        from runner import build

        config = _config(given, words)
        target = "iso" if config.boot == "iso" else None
        with build.Guest(target, config.verbose) if config.build else build.Nothing() as kernel:
            from runner import session  # a third of our own time, spent while ninja looks around

            if given.get("dry_run"):
                return session.dry_run(config, kernel)
            return session.run(config, kernel, argv, started)
    if command == "list":
        from runner import listing

        return listing.show(_config(given, words))
    if command == "fuzz":
        from runner import fuzz

        if given.get("coverage"):
            if "minutes" in given or "jobs" in given:
                raise UsageError("--coverage runs each input once: it goes without --minutes and --jobs")
            return fuzz.coverage(words, given.get("verbose", False))
        return fuzz.command(words, given.get("minutes", 1.0), given.get("jobs", 1), given.get("verbose", False))
    if command == "qemus":
        from runner import other_qemus

        return other_qemus.command(words, given.get("verbose", False))
    if command == "table":
        from runner import table

        names = given.get("group", ["sleep"])
        if len(names) != 1 or names[0] not in table.SUITES:
            raise UsageError(f"table takes one group of {', '.join(table.SUITES)}")
        return table.command(names[0], words, [given["qemu"]] if "qemu" in given else [], given.get("verbose", False))
    if command == "coverage":
        from runner import coverage

        return coverage.command(words, [given["qemu"]] if "qemu" in given else [], given.get("verbose", False))
    if command == "acpidump":
        from runner import acpidump

        return acpidump.command(words, _config({**given, "group": [acpidump.GROUP]}, [acpidump.TEST]), argv, started)
    if command == "agreement":
        from runner.agreement import command as agreement

        return agreement.run(words, [given["qemu"]] if "qemu" in given else [], given.get("verbose", False))
    if command == "parse":
        from runner import parse

        return parse.judge_file(words, given)
    qemu = given.get("qemu") or os.environ.get("QEMU") or Config().qemu
    if command == "doctor":
        if words:
            raise UsageError(f"doctor takes no names: {' '.join(words)}")
        from runner import doctor

        return doctor.examine(qemu, given.get("verbose", False))
    from runner import suite

    return suite.run(words, qemu, given.get("verbose", False), install)


def _join_values(argv: list[str]) -> list[str]:
    """`--qemu-arg -x` as `--qemu-arg=-x`: argparse takes a value that starts with a dash only that way."""
    joined: list[str] = []
    rest = iter(argv)
    for word in rest:
        if word == "--qemu-arg" and (value := next(rest, None)) is not None:
            word = f"{word}={value}"
        joined.append(word)
    return joined


def _config(given: dict, words: list[str]) -> Config:
    groups = tuple(name for value in given.get("group", ()) for name in value.split(","))
    if given.get("all"):
        groups = ("all", *groups)
    values = {name: given[name] for name in Config._fields if name in given}
    values["properties"] = _properties(given)
    values.update(patterns=tuple(words), groups=groups, qemu_args=tuple(given.get("qemu_arg", ())))
    values.setdefault("qemu", os.environ.get("QEMU") or Config().qemu)
    values["build"] = "kernel" not in given
    if values.get("firmware") == "ovmf":
        if values.get("boot") == "kernel" or "kernel" in given:
            what = "--kernel" if "kernel" in given else "--boot kernel"
            reason = "QEMU's Multiboot loader is an option ROM for a BIOS; UEFI boots the ISO, which holds the kernel that was built"
            raise UsageError(f"{what} and --firmware ovmf do not go together: {reason}")
        values["boot"] = "iso"
    if values.get("boot") == "iso" and "kernel" in given:
        raise UsageError("--kernel and --boot iso do not go together: the ISO holds the kernel that was built")
    if values.get("device") == "none" and "revision" in given:
        raise UsageError("--device none has no revision")
    return Config(**values)


def _properties(given: dict) -> tuple[tuple[str, int], ...]:
    properties = list(given.get("property", ()))
    if "vram64" in given:
        properties.append(("vram64_size_mb", given["vram64"]))
    names = [name for name, _ in properties]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"the property {name} is given twice")
    return tuple(properties)


def _property(text: str) -> tuple[str, int]:
    name, _, value = text.partition("=")
    if name not in PROPERTIES or not re.fullmatch(r"[0-9]{1,5}", value):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=NUMBER with one of {', '.join(PROPERTIES)}")
    return name, int(value)


def _number(low: int, high: int):
    def convert(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low} to {high}")
        return int(text)

    return convert


def _word(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]{1,40}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a name of a-z, 0-9 and _")
    return text


def _numbers(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,2}(,[0-9]{1,2})*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers, as 3,17,42")
    return text


def _power_of_two(text: str) -> int:
    size = int(text) if re.fullmatch(r"[0-9]{1,5}", text) else 0
    if size < 128 or size & (size - 1):
        raise argparse.ArgumentTypeError(f"{text!r} is not a power of two from 128 on (MiB)")
    return size


def _delay(text: str) -> str:
    match = re.fullmatch(r"([0-9]{1,8}):([0-9]{1,8}):([0-9]{1,8})", text)
    if not match or not int(match[1]) <= int(match[2]) <= 60_000_000 or not 1 <= int(match[3]) <= 60_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not MIN:MAX:STEP in microseconds, up to a minute, STEP not 0")
    return text


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text) or float(text) <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return float(text)


def _minutes(text: str) -> float:
    minutes = _seconds(text)
    if minutes * 60 < 1:
        raise argparse.ArgumentTypeError(f"{text!r} minutes are less than a second")
    return minutes


def _memory(text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,6})([MG]?)", text)
    size = int(match[1]) * (1024 if match[2] == "G" else 1) if match else 0
    if not 64 <= size <= 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size from 64 to 65536 MiB (as 128, 128M or 2G)")
    return size
