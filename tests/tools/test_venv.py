"""``tools/venv`` with stand-ins for Python and Debian's tools on the PATH: which one is taken, what is said."""

import os
import subprocess
from pathlib import Path

import pytest

OLD = "#!/bin/sh\nexit 1\n"
FINE = """#!/bin/sh
case "$*" in
    --version) echo Python 3.12.9 ;;
    *ensurepip*) exit {without_venv} ;;
    *print*) echo python3.12 ;;
    "-m venv --clear "*) echo made by {name} ; mkdir -p "$4" ;;
esac
"""
NOT_ROOT = "#!/bin/sh\necho 1000\n"


class Machine:
    """A machine that has these commands and no others."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.made = folder / "made"
        for tool in ("sh", "mkdir", "cat", "env"):
            (self.bin / tool).symlink_to(next(p for p in (Path("/bin", tool), Path("/usr/bin", tool)) if p.exists()))
        self.has("id", NOT_ROOT)

    def has(self, name: str, script: str) -> None:
        (self.bin / name).write_text(script)
        (self.bin / name).chmod(0o755)

    def has_python(self, name: str, *, venv: bool = True) -> None:
        self.has(name, FINE.format(name=name, without_venv=0 if venv else 1))

    def make(self, root: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", root / "tools" / "venv", self.made],
            env={"PATH": str(self.bin), "HOME": os.environ.get("HOME", "/")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_newest_python_that_works_is_taken(machine: Machine, root: Path) -> None:
    machine.has("python3.13", OLD)  # such as a version manager's stand-in for one that is not installed
    machine.has_python("python3.12")
    machine.has_python("python3")
    assert machine.make(root).stdout == "made by python3.12\n"


def test_only_an_old_python_is_said_with_the_command(machine: Machine, root: Path) -> None:
    machine.has("python3", OLD)
    done = machine.make(root)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "sudo apt-get install -y python3 python3-venv" in done.stderr


def test_a_missing_venv_module_is_said_with_the_command_where_it_may_not_be_installed(
    machine: Machine, root: Path
) -> None:
    machine.has_python("python3.12", venv=False)
    done = machine.make(root)
    assert done.returncode == 1
    assert "lacks the venv module" in done.stderr
    assert "sudo apt-get install -y python3.12-venv" in done.stderr


@pytest.mark.parametrize("who", ["root", "sudo"])
def test_a_missing_venv_module_is_installed_where_it_may_be(machine: Machine, root: Path, who: str) -> None:
    machine.has_python("python3", venv=False)
    machine.has("apt-get", '#!/bin/sh\necho "apt-get $*" >&2\n')
    if who == "root":
        machine.has("id", "#!/bin/sh\necho 0\n")
    else:
        machine.has("sudo", '#!/bin/sh\nshift\n[ "$1" = true ] || exec "$@"\n')
    done = machine.make(root)
    assert (done.returncode, done.stdout) == (0, "made by python3\n")
    assert done.stderr.index("apt-get update") < done.stderr.index("apt-get install")
    assert "python3-venv" in done.stderr


def test_an_installation_of_venv_that_fails_is_no_silence(machine: Machine, root: Path) -> None:
    machine.has_python("python3", venv=False)
    machine.has("apt-get", "#!/bin/sh\necho 'E: no network' >&2\nexit 100\n")
    machine.has("id", "#!/bin/sh\necho 0\n")
    done = machine.make(root)
    assert done.returncode == 1
    assert "E: no network" in done.stderr
    assert "Could not install python3-venv" in done.stderr


def test_one_that_works_is_kept(machine: Machine, root: Path) -> None:
    (machine.made / "bin").mkdir(parents=True)
    machine.has_python("python3")
    (machine.made / "bin" / "python").symlink_to(machine.bin / "python3")
    done = machine.make(root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
