# SPDX-License-Identifier: MIT
"""QEMUs of other suites: all that needs no network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fake_run import ROOT
from runner import other_qemus, private_apt, transplant
from runner.errors import SetupError, UsageError

URIS = """\
'https://apt.example/cloud/dists/cloud-sdk-bookworm/InRelease' apt.example_cloud_dists_InRelease 0
'http://mirror.example/debian/dists/bookworm/InRelease' mirror.example_debian_dists_bookworm_InRelease 0
'http://mirror.example/debian/dists/bookworm-updates/InRelease' mirror.example_debian_dists_bookworm-updates_InRelease 0
'http://safe.example/debian-security/dists/bookworm-security/InRelease' safe.example_InRelease 0
'http://mirror.example/debian/dists/bookworm/main/binary-amd64/Packages.xz' mirror.example_Packages 0
"""
INSTALL = """\
Reading package lists...
'http://m.example/debian/pool/main/g/glibc/libc6_2.41-12%2bdeb13u4_amd64.deb' libc6_2.41-12+deb13u4_amd64.deb 2854092 SHA256:aa
'http://m.example/debian/pool/main/q/qemu-system-x86_10.0.2%2bds-2_amd64.deb' qemu-system-x86_1%3a10.0.2+ds-2_amd64.deb 4 SHA256:bb
"""
LIB = "/new/usr/lib/x86_64-linux-gnu"
LIST = f"""\
\tlinux-vdso.so.1 (0x00007ffd3d5f2000)
\tlibz.so.1 => {LIB}/libz.so.1 (0x00007f1)
\tlibm.so.6 => {LIB}/libm.so.6 (0x00007f2)
\t/lib64/ld-linux-x86-64.so.2 => {LIB}/ld-linux-x86-64.so.2 (0x00007f3)
"""


# -- apt ---------------------------------------------------------------------------------------------------------------


def test_mirrors_are_the_systems() -> None:
    assert private_apt.mirrors(URIS, "bookworm") == ("http://mirror.example/debian", "http://safe.example/debian-security")


@pytest.mark.parametrize(("uris", "codename"), [("", "bookworm"), (URIS, "none")])
def test_mirrors_are_debians_where_the_system_names_none(uris: str, codename: str) -> None:
    assert private_apt.mirrors(uris, codename) == (private_apt.MIRROR, private_apt.SECURITY_MIRROR)


@pytest.mark.parametrize(
    ("suite", "places"),
    [
        ("bullseye", ["m bullseye", "s bullseye-security"]),
        ("trixie-backports", ["m trixie", "m trixie-backports", "s trixie-security"]),
        ("sid", ["m sid"]),
    ],
)
def test_sources(suite: str, places: list[str]) -> None:
    lines = private_apt.sources(suite, "m", "s", "/key").splitlines()
    assert lines == [f"deb [signed-by=/key] {place} main" for place in places]


def test_configuration_takes_the_network_of_the_system_and_nothing_else() -> None:
    system = 'APT::Update::Post-Invoke:: "rm -f /var/cache/apt/*";\nAcquire::http::Proxy "http://proxy:3128";\nDir "/";\n'
    text = private_apt.configuration("/f", "trixie", system)
    assert 'Acquire::http::Proxy "http://proxy:3128";' in text and "Post-Invoke" not in text
    assert 'Dir::State "/f";' in text and 'Dir "/"' not in text and "Default-Release" not in text
    assert 'APT::Default-Release "trixie-backports";' in private_apt.configuration("/f", "trixie-backports", system)


def test_names_of_package_files() -> None:
    assert private_apt.names_of(INSTALL) == ["libc6=2.41-12+deb13u4", "qemu-system-x86=1:10.0.2+ds-2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("E: Failed to fetch http://m/InRelease  Temporary failure resolving 'm'", "no network"),
        ("E: Failed to fetch http://m/InRelease  Could not connect to m:80 (10.0.0.1), connection timed out", "no network"),
        ("E: The repository 'http://m trixy Release' does not have a Release file.", "has no suite trixy"),
        ("W: GPG error: http://m trixy InRelease: NO_PUBKEY 0E98404D386FA1D9\nE: not signed", "signature"),
        ("E: Write error - write (28: No space left on device)", "apt failed"),
    ],
)
def test_failures_of_apt_are_explained(text: str, said: str) -> None:
    error = private_apt.explain(f"Get:1 http://m\n{text}\n", "trixy", "http://m")
    assert said in str(error) and error.remedy and error.output == text


# -- the tree ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("libc6=2.31", True),
        ("zlib1g=1:1", True),
        ("seabios=1", True),
        ("qemu-system-data=1", True),
        ("libllvm19=1", False),
        ("perl=5", False),
    ],
)
def test_needed_packages(name: str, kept: bool) -> None:
    assert transplant.is_needed(name) is kept


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("./usr/bin/qemu-system-x86_64", "usr/bin/qemu-system-x86_64"),
        ("./lib/x86_64-linux-gnu/libc.so.6", "usr/lib/x86_64-linux-gnu/libc.so.6"),
        ("./usr/lib/x86_64-linux-gnu/qemu/hw-display-qxl.so", "usr/lib/x86_64-linux-gnu/qemu/hw-display-qxl.so"),
        ("./usr/share/seabios/bios.bin", "usr/share/seabios/bios.bin"),
        ("./usr/share/qemu/keymaps/de", "usr/share/qemu/keymaps/de"),
        ("./usr/share/qemu/slof.bin", None),
        ("./usr/share/doc/qemu-system-x86/copyright", None),
        ("./usr/bin/qemu-system-i386", None),
        ("./usr/share/qemu/../../../etc/passwd", None),
    ],
)
def test_place(name: str, where: str | None) -> None:
    assert transplant.place(name) == where


def test_libraries() -> None:
    assert transplant.libraries(LIST, LIB) == ({"libz.so.1", "libm.so.6", "ld-linux-x86-64.so.2"}, [])


@pytest.mark.parametrize(
    "line",
    [
        "\tlibspice-server.so.1 => not found",
        "\tlibz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f1)",
        "/x/qemu: /x/libc.so.6: version `GLIBC_2.38' not found (required by /x/qemu)",
        "qemu: error while loading shared libraries: libz.so.1: cannot open shared object file",
    ],
)
def test_lacking_libraries_and_those_of_the_system_are_noticed(line: str) -> None:
    found, lacking = transplant.libraries(LIST + line + "\n", LIB)
    assert len(lacking) == 1


def test_unpacking_takes_what_is_wanted_with_its_links(tmp_path: Path) -> None:
    package, out = tmp_path / "package", tmp_path / "out"
    libc = "lib/x86_64-linux-gnu/libc-2.31.so"
    for name in ("usr/bin/qemu-system-x86_64", libc, "usr/share/doc/x", "usr/share/seabios/vgabios.bin"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(name)
    (package / "lib/x86_64-linux-gnu/libc.so.6").symlink_to("libc-2.31.so")
    (package / "lib/x86_64-linux-gnu/libm.so").symlink_to("/lib/x86_64-linux-gnu/libc-2.31.so")
    (package / "lib/x86_64-linux-gnu/libbad.so").symlink_to("/etc/passwd")
    (package / "usr/share/qemu").mkdir()
    (package / "usr/share/qemu/vgabios.bin").symlink_to("../seabios/vgabios.bin")
    (package / "DEBIAN").mkdir()
    (package / "DEBIAN/control").write_text("Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x>\nDescription: x\n")
    package.chmod(0o755)
    deb = str(tmp_path / "x.deb")
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", str(package), deb], stdout=subprocess.DEVNULL, check=True)
    transplant.unpack(deb, str(out))
    there = {str(path.relative_to(out)): path.read_text() for path in out.rglob("*") if not path.is_dir()}
    assert there == {
        "usr/bin/qemu-system-x86_64": "usr/bin/qemu-system-x86_64",
        f"usr/{libc}": libc,
        f"{transplant.LIB}/libc.so.6": libc,
        f"{transplant.LIB}/libm.so": libc,
        "usr/share/seabios/vgabios.bin": "usr/share/seabios/vgabios.bin",
        "usr/share/qemu/vgabios.bin": "usr/share/seabios/vgabios.bin",
    }


def test_what_is_no_package_is_a_set_up_error(tmp_path: Path) -> None:
    (tmp_path / "x.deb").write_text("no package")
    with pytest.raises(SetupError, match="x.deb"):
        transplant.unpack(str(tmp_path / "x.deb"), str(tmp_path / "out"))


# -- which are there ---------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(other_qemus, "FOLDER", str(tmp_path))
    monkeypatch.delenv(other_qemus.MORE, raising=False)
    return tmp_path


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_half_made_folders_do_not_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert other_qemus.present() == []
    for name in ("trixie", ".sid", "bookworm"):
        script(folder / name / "qemu-system-x86_64", "exit 0")
    (folder / "bullseye").mkdir()
    monkeypatch.setenv(other_qemus.MORE, "/a/qemu::/b/qemu")
    assert [qemu.name for qemu in other_qemus.present()] == ["bookworm", "trixie", "/a/qemu", "/b/qemu"]


def test_versions() -> None:
    text = "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)\nCopyright (c) 2003-2022\n"
    assert other_qemus.version_of(text) == "7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)"
    assert other_qemus.version_of("QEMU emulator version 9.2.50\nCopyright") == "9.2.50"
    assert other_qemus.version_of("ld.so: no such file") is None
    assert other_qemus.version("/nonexistent/qemu") is None


def test_what_is_there_is_not_made_again(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script(folder / "trixie" / "qemu-system-x86_64", "echo 'QEMU emulator version 10.0.2 (Debian 1:10)'")
    monkeypatch.setattr(other_qemus, "_make", lambda *_: pytest.fail("made again"))
    assert other_qemus.command(["trixie"], verbose=False) == 0
    assert "trixie  10.0.2 (Debian 1:10)  " in capsys.readouterr().out


def test_a_suite_that_fails_leaves_nothing_and_stops_no_other(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(place: str, suite: str, _verbose: bool) -> None:
        script(Path(place) / "qemu-system-x86_64", "echo QEMU emulator version 1.0")
        if suite == "trixy":
            raise SetupError("no suite trixy", "another name")

    monkeypatch.setattr(other_qemus, "_fill", fill)
    assert other_qemus.command(["trixy", "sid"], verbose=False) == 4
    said = capsys.readouterr()
    assert "no suite trixy" in said.err and "another name" in said.err and "sid    1.0  " in said.out
    assert sorted(os.listdir(folder)) == [".lock", "sid"]


def test_without_network_the_first_failure_is_enough(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def fill(_place: str, suite: str, _verbose: bool) -> None:
        tried.append(suite)
        raise private_apt.NoNetwork("no network")

    monkeypatch.setattr(other_qemus, "_fill", fill)
    assert set(other_qemus.fetch(["trixie", "sid"], verbose=False)) == {"trixie", "sid"} and tried == ["trixie"]


@pytest.mark.parametrize("name", ["../x", "Trixie", "", "trixie;ls"])
def test_what_is_no_suite_name_is_wrong_use(folder: Path, name: str) -> None:
    with pytest.raises(UsageError):
        other_qemus.fetch([name], verbose=False)


def test_elsewhere_than_on_debian_it_says_so(tmp_path: Path) -> None:
    code = "import sys; from runner import cli, other_qemus; other_qemus.FOLDER = sys.argv[1]; sys.exit(cli.main(['qemus']))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, env={"PATH": "/nonexistent"}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 4 and "only be fetched on Debian" in done.stderr and "QXL_QEMUS" in done.stderr
