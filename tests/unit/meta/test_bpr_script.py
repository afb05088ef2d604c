"""The `bpr` script before the program: what it installs, redoes, refuses and passes on.

A PATH of few stand-ins takes the place of apt, dpkg and Python, so nothing is really installed;
every call is written to a log. The real thing is shown in debootstrap chroots (RELEASING.md).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TOOLS = (
    "sh",
    "cat",
    "dirname",
    "env",
    "find",
    "mkdir",
    "mktemp",
    "mv",
    "rm",
    "sha256sum",
    "chmod",
    "cp",
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a POSIX script; Windows has bpr.cmd")

# Makes a .venv whose python is itself; answers the questions bpr asks; logs everything else.
PYTHON = """\
case "$1 $2" in
    "-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
    "-c "*print*) root=${0%/bin/python}; echo "${FAKE_PREFIX:-$root}" ;;
    "-c "*) ;;
    "-m pip") echo "pip $*" >>"$LOG"; [ -z "${PIP_FAILS:-}" ] || exit 1
        [ -z "${PIP_KILLED:-}" ] || kill -9 $PPID ;;
    *) echo "python $*" >>"$LOG" ;;
esac
"""


@dataclass
class Machine:
    """A pretended Debian with a checkout."""

    folder: Path
    installed: str = "python3"
    is_root: bool = True

    @property
    def checkout(self) -> Path:
        return self.folder / "checkout"

    def tool(self, name: str, text: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
        path.chmod(0o755)

    def bpr(self, *arguments: str, **variables: str) -> tuple[int, str, list[str]]:
        """Exit code, what was said, and the calls logged."""
        log = self.folder / "log"
        log.write_text("")
        lines = "".join(f"installed={name}\\n" for name in self.installed.split())
        self.tool("dpkg-query", f"printf '{lines}'")
        self.tool("apt-get", 'echo "apt-get $*" >>"$LOG"; exit ${APT_FAILS:-0}')
        self.tool("id", f"echo {0 if self.is_root else 1000}")
        done = subprocess.run(
            ["sh", str(self.checkout / "bpr"), *arguments],
            env={"PATH": str(self.folder / "bin"), "LOG": str(log), "LANG": "C"} | variables,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout + done.stderr, log.read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        path = shutil.which(name)
        assert path, name
        (tmp_path / "bin" / name).symlink_to(path)
    (tmp_path / "checkout").mkdir()
    shutil.copy(ROOT / "bpr", tmp_path / "checkout")
    (tmp_path / "checkout" / "requirements.lock").write_text("something==1\n")
    machine = Machine(tmp_path)
    machine.tool("python3", PYTHON)
    return machine


def ready(machine: Machine) -> Machine:
    """The same machine after a set-up."""
    code, said, _ = machine.bpr("setup")
    assert code == 0, said
    return machine


def test_the_first_time_everything_missing_is_installed(machine: Machine):
    machine.installed = "libgl1 libegl1"
    code, said, calls = machine.bpr("setup")
    assert code == 0, said
    update, install, pip = calls
    assert "update" in update
    assert "--no-install-recommends" in install
    assert "libxcb-cursor0" in install
    assert "fonts-morisawa-bizud-gothic" in install
    assert "libgl1" not in install
    assert "--require-hashes" in pip


def test_the_second_time_nothing_is_done(machine: Machine):
    assert ready(machine).bpr("setup") == (0, "", [])


def test_a_changed_lock_is_installed(machine: Machine):
    ready(machine)
    (machine.checkout / "requirements.lock").write_text("something==2\n")
    assert any("pip" in call for call in machine.bpr("setup")[2])
    assert machine.bpr("setup")[2] == []


def test_a_set_up_cut_off_is_made_anew(machine: Machine):
    assert machine.bpr("setup", PIP_KILLED="1")[0] != 0
    (machine.checkout / ".venv" / "half").touch()
    ready(machine)
    assert not (machine.checkout / ".venv" / "half").exists()
    assert machine.bpr("setup")[2] == []


def test_libraries_that_cannot_be_installed_are_told_and_tried_again(machine: Machine):
    code, said, _ = machine.bpr("setup", PIP_FAILS="1")
    assert code == 1
    assert "again" in said
    ready(machine)


def test_a_venv_that_was_moved_is_made_anew(machine: Machine):
    ready(machine)
    (machine.checkout / ".venv" / "old").touch()
    code, said, calls = machine.bpr("setup", FAKE_PREFIX="/another/place/.venv")
    assert code == 0, said
    assert any("pip" in call for call in calls)
    assert not (machine.checkout / ".venv" / "old").exists()


def test_a_venv_whose_python_is_gone_is_made_anew(machine: Machine):
    ready(machine)
    (machine.checkout / ".venv" / "bin" / "python").unlink()
    ready(machine)
    assert machine.bpr("setup")[2] == []


def test_packages_renamed_for_64_bit_time_count_as_installed(machine: Machine):
    machine.installed = (
        "libgl1 libegl1 libglib2.0-0t64 libxkbcommon0 libdbus-1-3 libfontconfig1 libxcb-cursor0 "
        "libxkbcommon-x11-0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 "
        "libxcb-render-util0 libxcb-shape0 libxcb-xkb1 fonts-morisawa-bizud-gothic"
    )
    assert not any("apt-get" in call for call in machine.bpr("setup")[2])


def test_without_rights_the_missing_packages_are_named(machine: Machine):
    machine.is_root = False
    code, said, calls = machine.bpr("setup")
    assert code == 1
    assert "administrator" in said
    assert "apt-get install --no-install-recommends libgl1" in said
    assert calls == []


def test_the_sentences_are_japanese_on_a_japanese_terminal(machine: Machine):
    machine.is_root = False
    assert "管理者に" in machine.bpr("setup", LANG="ja_JP.UTF-8")[1]


def test_without_rights_a_missing_window_library_does_not_stop_the_set_up(machine: Machine):
    machine.is_root = False
    machine.installed = "libgl1 libegl1 libglib2.0-0 libxkbcommon0 libdbus-1-3 libfontconfig1"
    code, said, _ = machine.bpr("setup")
    assert code == 0
    assert "libxcb-cursor0" in said


def test_sudo_is_used_where_the_user_is_not_root(machine: Machine):
    machine.is_root = False
    machine.tool("sudo", 'echo "sudo" >>"$LOG"; exec "$@"')
    code, said, calls = machine.bpr("setup")
    assert code == 0, said
    assert calls[:2] == ["sudo", "apt-get -qq update"]


def test_without_any_python_python_is_asked_for(machine: Machine):
    (machine.folder / "bin" / "python3").unlink()
    code, said, calls = machine.bpr("setup")
    assert code == 1
    assert "python3 python3-venv" in calls[1]
    assert "3.11" in said


def test_libraries_shipped_in_a_folder_are_taken_from_there(machine: Machine):
    (machine.checkout / "wheels").mkdir()
    (pip,) = (call for call in machine.bpr("setup")[2] if "pip" in call)
    assert "--no-index" in pip


def test_without_a_screen_the_tour_is_made(machine: Machine):
    code, said, calls = ready(machine).bpr("run")
    assert code == 0
    assert "no screen" in said
    assert calls == [f"python -P -m bpr_studio tour -o {machine.checkout}/out"]


def test_an_earlier_tour_is_kept_beside_the_new_one(machine: Machine):
    ready(machine)
    for report in ("first", "second"):
        (machine.checkout / "out" / "workspace").mkdir(parents=True)
        (machine.checkout / "out" / report).touch()
        code, said, calls = machine.bpr("run")
        assert code == 0
        assert "out.previous" in said
        assert len(calls) == 1
        assert (machine.checkout / "out.previous" / report).exists()
        assert not (machine.checkout / "out").exists()


def test_with_a_screen_the_window_opens(machine: Machine):
    assert ready(machine).bpr("run", DISPLAY=":0")[2] == ["python -P -m bpr_studio"]


def test_arguments_are_passed_on_as_they_are(machine: Machine):
    _, said, calls = ready(machine).bpr("run", "survey", "collect", "受付 様式.xlsx")
    assert said == ""
    assert calls == ["python -P -m bpr_studio survey collect 受付 様式.xlsx"]


def test_catalogues_older_than_their_sources_are_compiled(machine: Machine):
    ready(machine)
    folder = machine.checkout / "resources" / "translations" / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "a.po").touch()
    compilation = ["python -P -m bpr_studio.app.translations"]
    assert machine.bpr("setup")[2] == compilation
    (folder / "bpr_studio.mo").touch()
    assert machine.bpr("setup")[2] == []
    os.utime(folder / "bpr_studio.mo", (0, 0))
    assert machine.bpr("setup")[2] == compilation


def test_without_a_command_the_commands_are_listed(machine: Machine):
    code, said, calls = machine.bpr()
    assert code == 0
    assert all(word in said for word in ("run", "test", "check", "bench", "shots"))
    assert calls == []


def test_an_unknown_command_is_refused(machine: Machine):
    assert machine.bpr("start")[0] == 2
