# SPDX-License-Identifier: MIT
"""An apt of our own for one Debian suite: lists, status and cache in a folder; no root, and nothing of the system changes.

Of the system's set-up it takes the mirrors and the network settings, and nothing else: hooks and pins are for the system.
Spec: apt.conf(5), sources.list(5), apt-get(8).
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable

from runner.errors import SetupError

MIRROR, SECURITY_MIRROR = "http://deb.debian.org/debian", "http://deb.debian.org/debian-security"
_KEYRINGS = tuple(f"/usr/share/keyrings/debian-archive-keyring.{kind}" for kind in ("gpg", "pgp"))
_WITHOUT_SECURITY = ("sid", "unstable", "testing", "forky")  # updates reach these by the suite itself
_LIMIT_S = 900.0  # apt has shorter ones for each connection: this is for a mirror that drips
_NO_NETWORK = r"resolv|connect to|[Cc]onnection|timed out|[Nn]etwork|onnect \("
_NO_SUITE = r"does not have a Release file|404 +Not Found"

Say = Callable[[str], None]


class NoNetwork(SetupError):
    """No mirror can be reached: no use to try another suite."""


class Apt:
    """apt for `suite`, with everything it keeps below `folder`, which must exist and be empty."""

    def __init__(self, folder: str, suite: str, say: Say) -> None:
        _need_debian()
        self.folder, self.suite, self.say = folder, suite, say
        for name in ("lists/partial", "cache/archives/partial", "empty"):
            os.makedirs(os.path.join(folder, name))
        main, security = mirrors(self._system("apt-get", "--print-uris", "update"), _codename())
        main = os.environ.get("DEBIAN_MIRROR", main)
        security = os.environ.get("DEBIAN_SECURITY_MIRROR", security)
        self.mirror = main
        texts = {
            "status": "",
            "sources.list": sources(suite, main, security, _keyring()),
            "apt.conf": configuration(folder, suite, self._system("apt-config", "dump")),
        }
        for name, text in texts.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        for line in texts["sources.list"].splitlines():
            say(line)

    def update(self) -> None:
        """Gets the package lists. Raises SetupError with what to do: no network, no such suite."""
        status, text = self._run(["apt-get", "-q", "-o", "APT::Update::Error-Mode=any", "update"])
        if status:
            raise explain(text, self.suite, self.mirror)

    def has(self, package: str) -> bool:
        return self._run(["apt-cache", "show", package])[0] == 0

    def closure(self, packages: list[str]) -> list[str]:
        """What installing `packages` on an empty system would fetch: `name=version` of each."""
        status, text = self._run(["apt-get", "-qq", "-y", "--print-uris", "install", *packages])
        if status:
            raise SetupError(f"{self.suite} has no installable {' '.join(packages)}", "see apt's words above", text[-5000:])
        return names_of(text)

    def download(self, packages: list[str], folder: str) -> list[str]:
        """Fetches `name=version` packages into `folder`; returns their paths."""
        os.makedirs(folder)
        status, text = self._run(["apt-get", "-q", "download", *packages], folder)
        if status:
            raise explain(text, self.suite, self.mirror)
        return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".deb"))

    def _run(self, words: list[str], folder: str | None = None) -> tuple[int, str]:
        return output(words, self.say, {"APT_CONFIG": os.path.join(self.folder, "apt.conf")}, folder)

    def _system(self, *words: str) -> str:
        return output(list(words), self.say)[1]


def output(words: list[str], say: Say, env: dict[str, str] | None = None, folder: str | None = None) -> tuple[int, str]:
    """Exit status and output, both streams, of a command."""
    shown = shlex.join(words)
    say(shown if len(shown) < 300 else f"{shown[:300]} ... ({len(words)} words)")
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder, check=False,
            env={**os.environ, "LC_ALL": "C", **(env or {})}, timeout=_LIMIT_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return -1, f"{words[0]}: timed out after {_LIMIT_S:g} s"
    return done.returncode, done.stdout.decode("utf-8", "replace")


def mirrors(uris: str, codename: str) -> tuple[str, str]:
    """The system's Debian and security mirrors, from `apt-get --print-uris update`; Debian's own where it names none."""
    found = re.findall(r"^'(\S+?)/+dists/(\S+)/(?:In)?Release'", uris, re.MULTILINE)
    main = [uri for uri, suite in found if suite in (codename, "stable", "testing", "unstable", "sid")]
    security = [uri for uri, suite in found if suite in (f"{codename}-security", "stable-security", "testing-security")]
    return next(iter(main), MIRROR), next(iter(security), SECURITY_MIRROR)


def sources(suite: str, mirror: str, security: str, keyring: str) -> str:
    """sources.list: the release, for backports these on top, and the release's security updates."""
    release = suite.removesuffix("-backports")
    places = [(mirror, release)]
    if suite != release:
        places.append((mirror, suite))
    if security and release not in _WITHOUT_SECURITY:
        places.append((security, f"{release}-security"))
    return "".join(f"deb [signed-by={keyring}] {uri} {name} main\n" for uri, name in places)


def configuration(folder: str, suite: str, system: str) -> str:
    """apt.conf, given what `apt-config dump` says of the system."""
    own = {
        "Dir::Etc::parts": f"{folder}/empty", "Dir::Etc::main": "/dev/null",
        "Dir::Etc::sourcelist": f"{folder}/sources.list", "Dir::Etc::sourceparts": f"{folder}/empty",
        "Dir::Etc::preferences": "/dev/null", "Dir::Etc::preferencesparts": f"{folder}/empty",
        "Dir::State": folder, "Dir::State::lists": f"{folder}/lists", "Dir::State::status": f"{folder}/status",
        "Dir::Cache": f"{folder}/cache", "APT::Architecture": "amd64", "APT::Architectures": "amd64",
        "APT::Install-Recommends": "0", "APT::Sandbox::User": "", "Acquire::Retries": "2", "Acquire::http::Timeout": "20",
    }  # fmt: skip
    if suite.endswith("-backports"):
        # Not for a release: it would outrank the release's security updates.
        own["APT::Default-Release"] = suite
    lines = [line for line in system.splitlines() if line.startswith("Acquire::")]
    return "\n".join([*lines, *(f'{name} "{value}";' for name, value in own.items()), ""])


def names_of(uris: str) -> list[str]:
    """`name=version` of each package file that `apt-get --print-uris install` names: 'URI' NAME_VERSION_ARCH.deb SIZE HASH."""
    found = re.findall(r"^'[^']*' ([^_\s]+)_([^_\s]+)_[^_\s]+\.deb ", uris, re.MULTILINE)
    return [f"{name}={version.replace('%3a', ':')}" for name, version in found]


def explain(text: str, suite: str, mirror: str) -> SetupError:
    """apt's failure as an error that says what to do."""
    said = "\n".join(line for line in text.splitlines() if line[:2] in ("E:", "W:"))[-3000:] or text[-3000:]
    if re.search(_NO_SUITE, said):
        remedy = "see `./run.py --help` for names that work; old suites move to DEBIAN_MIRROR=http://archive.debian.org/debian"
        return SetupError(f"{mirror} has no suite {suite}, or not all of it", remedy, said)
    if re.search("NO_PUBKEY|EXPKEYSIG|not signed", said):
        return SetupError(f"{suite}: signature not verified", "apt-get install a newer debian-archive-keyring", said)
    if re.search(_NO_NETWORK, said):
        remedy = "try again with a network; http_proxy, or DEBIAN_MIRROR=URL for another mirror, are heeded"
        return NoNetwork(f"no network: {mirror} cannot be reached for {suite}", remedy, said)
    return SetupError(f"apt failed for {suite}", "see its words above", said)


def _need_debian() -> None:
    if os.uname().machine != "x86_64":
        raise SetupError(f"Debian's amd64 QEMUs do not run on {os.uname().machine}", "name QEMUs of your own in QXL_QEMUS=PATH:PATH")
    for tool in ("apt-get", "apt-cache", "apt-config", "dpkg-deb"):
        if not any(os.access(os.path.join(place, tool), os.X_OK) for place in os.get_exec_path()):
            raise SetupError(
                f"no {tool}: QEMUs of other Debian suites can only be fetched on Debian",
                "name QEMUs of your own in QXL_QEMUS=PATH:PATH, or one with --qemu",
            )


def _keyring() -> str:
    for path in _KEYRINGS:
        if os.path.exists(path):
            return path
    raise SetupError("no keys of Debian's archive", "apt-get install debian-archive-keyring")


def _codename() -> str:
    """VERSION_CODENAME of /etc/os-release, empty on anything but Debian. Spec: os-release(5)."""
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            values = dict(line.strip().split("=", 1) for line in file if "=" in line)
    except OSError:
        return ""
    return values.get("VERSION_CODENAME", "").strip('"') if values.get("ID") == "debian" else "none"
