# SPDX-License-Identifier: MIT
"""A QEMU from another suite's packages: program, modules, firmware, libraries and dynamic linker, in a folder of their own.

Below `usr` lies what is kept, where Debian has it. QEMU finds its modules and firmware relative to the running file, which is
the dynamic linker (QEMU util/cutils.c, get_relocated_path): so that lies in usr/bin.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
import tarfile

from runner.errors import SetupError
from runner.private_apt import Say, output

LIB = "usr/lib/x86_64-linux-gnu"
PROGRAM = "usr/bin/qemu-system-x86_64"
LOADER = "usr/bin/qemu-system-x86"  # ld.so by a name under which ps shows a QEMU
_LD_SO = f"{LIB}/ld-linux-x86-64.so.2"
_FIRMWARE = ("usr/share/qemu/", "usr/share/seabios/", "usr/lib/ipxe/qemu/")
_OTHER_MACHINES = re.compile(r"skiboot|slof|openbios|hppa|opensbi|s390|u-boot|palcode|npcm|QEMU,|linux-user|.*\.dtb$")
# Loaded by glibc itself, so that no file names them as needed.
_BY_GLIBC = ("libc.so.6", "libgcc_s.so.1", "libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2")
_WRAPPER = """\
#!/bin/sh
# QEMU of Debian {suite} with its own dynamic linker, libraries, modules and firmware.
here=$(readlink -f "$0")
here=${{here%/*}}/usr
unset LD_PRELOAD
# No plug-ins of the system: they are for other versions of these libraries.
export QEMU_MODULE_DIR="$here/lib/x86_64-linux-gnu/qemu" SASL_PATH="$here/none" GST_PLUGIN_SYSTEM_PATH_1_0="$here/none"
exec "$here/bin/qemu-system-x86" --inhibit-cache --library-path "$here/lib/x86_64-linux-gnu" \\
    "$here/bin/qemu-system-x86_64" -L "$here/share/qemu" -L "$here/share/seabios" -L "$here/lib/ipxe/qemu" "$@"
"""


def is_needed(package: str) -> bool:
    """Whether a package (`name=version`) of QEMU's dependencies may hold what QEMU links to or loads.

    Left out: programs, and the big libraries behind Mesa's drivers, which libgbm only loads on demand.
    """
    name = package.split("=")[0]
    if re.match(r"lib(llvm|z3-|c-gconv|systemd-shared|x11-data|asound2-data)", name):
        return False
    return name.startswith(("lib", "qemu-system-")) or name in ("zlib1g", "seabios", "ipxe-qemu")


def place(name: str) -> str | None:
    """Where a file of a package goes, relative to our folder; None if it is not wanted. /lib is merged into /usr/lib."""
    path = posixpath.normpath(name).lstrip("/")
    if path.startswith("lib/"):
        path = f"usr/{path}"
    folder, last = posixpath.split(path)
    if path == PROGRAM or (folder == LIB and ".so" in last) or (folder == f"{LIB}/qemu" and last.endswith(".so")):
        return path
    return path if path.startswith(_FIRMWARE) and not _OTHER_MACHINES.match(last) else None


def make(debs: list[str], folder: str, suite: str, say: Say) -> None:
    """Unpacks package files into `folder` and makes its qemu-system-x86_64."""
    for deb in debs:
        unpack(deb, folder)
    if not os.path.exists(os.path.join(folder, PROGRAM)):
        raise SetupError(f"the packages of {suite} hold no {PROGRAM}", "its packages changed: runner/transplant.py must follow")
    _prune(folder, _linked(folder, suite, say))
    with open(os.path.join(folder, _LD_SO), "rb") as file:
        loader = file.read()
    with open(os.path.join(folder, LOADER), "wb") as file:
        # Where ld.so looks last, /usr/lib and such, are libraries of the system: names of the same length that nobody has.
        file.write(loader.replace(b"/lib/", b"/nil/"))
    wrapper = os.path.join(folder, "qemu-system-x86_64")
    with open(wrapper, "w", encoding="utf-8") as file:
        file.write(_WRAPPER.format(suite=suite))
    for path in (wrapper, os.path.join(folder, LOADER)):
        os.chmod(path, 0o755)


def unpack(deb: str, folder: str) -> None:
    """The wanted files of one package, modes and owners as for any file of ours."""
    words = ["dpkg-deb", "--fsys-tarfile", deb]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
                for member in archive:
                    _extract(archive, member, folder)
        except tarfile.TarError as error:
            raise SetupError(f"cannot unpack {os.path.basename(deb)}: {error}", "is the disk full?") from error
        assert process.stdout is not None
        while process.stdout.read(1 << 16):
            pass  # padding behind the last member: dpkg-deb must not die of a closed pipe
    if process.returncode:
        raise SetupError(f"dpkg-deb cannot unpack {os.path.basename(deb)}", "is the disk full?")


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: str) -> None:
    name = place(member.name)
    if name is None or not (member.isreg() or member.issym() or member.islnk()):
        return
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.lexists(path):
        os.unlink(path)
    if member.issym() or member.islnk():
        target = posixpath.join("/" if member.islnk() else posixpath.dirname(f"/{name}"), member.linkname)
        inside = place(target)
        if inside:
            os.symlink(os.path.relpath(inside, os.path.dirname(name)), path)
        return
    source = archive.extractfile(member)
    assert source is not None
    with open(path, "wb") as file:
        while data := source.read(1 << 20):
            file.write(data)
    if name == PROGRAM or name.startswith(f"{LIB}/ld-"):
        os.chmod(path, 0o755)


def _linked(folder: str, suite: str, say: Say) -> set[str]:
    """Names of the libraries that program and modules link to, told by their own ld.so."""
    lib = os.path.join(folder, LIB)
    modules = os.path.join(lib, "qemu")
    files = [os.path.join(folder, PROGRAM)]
    files += [os.path.join(modules, name) for name in sorted(os.listdir(modules))] if os.path.isdir(modules) else []
    loader = os.path.join(folder, _LD_SO)
    needed = set(_BY_GLIBC) | {os.path.basename(_LD_SO)}
    for file in files:
        _, text = output([loader, "--inhibit-cache", "--library-path", lib, "--list", file], lambda _: None)
        found, lacking = libraries(text, lib)
        if lacking:
            raise SetupError(
                f"{suite}: {os.path.relpath(file, folder)} lacks {', '.join(lacking)}",
                "the suite's packages changed: is_needed() and place() in runner/transplant.py must follow",
            )
        needed |= found
    say(f"{suite}: {len(files) - 1} modules, {len(needed)} libraries")
    return needed


def libraries(text: str, lib: str) -> tuple[set[str], list[str]]:
    """Names of libraries in `lib`, and what is wrong, from `ld.so --list`. A library of the system's is wrong too."""
    found, lacking = set(), []
    for line in text.splitlines():
        if match := re.match(r"\s*(\S+) => (\S.*?)(?: \(0x[0-9a-f]+\))?$", line):
            if os.path.dirname(match[2]) == lib:
                found.add(os.path.basename(match[2]))
            elif os.path.basename(match[2]) != "ld-linux-x86-64.so.2":
                lacking.append(f"{match[1]} ({match[2]})")
        elif re.search(r"version .* not found|error while loading", line):
            lacking.append(line.strip())
    return found, lacking


def _prune(folder: str, needed: set[str]) -> None:
    """Removes libraries that nothing links to, and links to nothing."""
    lib = os.path.join(folder, LIB)
    keep = {os.path.realpath(os.path.join(lib, name)) for name in needed}
    for name in os.listdir(lib):
        path = os.path.join(lib, name)
        if name != "qemu" and (os.path.realpath(path) not in keep or (os.path.islink(path) and name not in needed)):
            os.unlink(path)
    for place_, _, names in os.walk(os.path.join(folder, "usr")):
        for name in names:
            path = os.path.join(place_, name)
            if os.path.islink(path) and not os.path.exists(path):
                os.unlink(path)
