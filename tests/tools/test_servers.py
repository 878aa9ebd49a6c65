import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import servers

Need = Callable[[str], None]


@pytest.fixture
def need(request: pytest.FixtureRequest, root: Path) -> Need:
    conftest = request.config.pluginmanager.get_plugin(str(root / "tests" / "conftest.py"))
    assert conftest is not None
    return conftest.need


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers.shutil, "which", lambda *_args, **_more: None)


@pytest.mark.usefixtures("nothing_installed")
def test_a_missing_server_skips_its_tests_and_names_the_command(need: Need, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"mosquitto is missing; .*: sudo apt-get install -y mosquitto"):
        need("mosquitto")


@pytest.mark.usefixtures("nothing_installed")
def test_in_ci_a_missing_server_is_a_failure(need: Need, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="mosquitto is missing"):
        need("mosquitto")


def test_a_server_that_is_there_is_no_matter(need: Need, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers.shutil, "which", lambda name, **_more: f"/usr/sbin/{name}")
    need("mosquitto")


def test_a_server_nobody_knows_is_the_tests_own_mistake(need: Need) -> None:
    with pytest.raises(LookupError, match="does not know"):
        need("mosquito")


@pytest.mark.usefixtures("nothing_installed")
def test_where_nothing_may_be_installed_the_command_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    servers.install(["chromium", "mosquitto"])
    said = capsys.readouterr().err
    assert "Missing: chromium, mosquitto" in said
    assert "sudo apt-get install -y chromium mosquitto" in said


def test_only_what_is_missing_is_installed_after_an_update_and_without_questions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = {"chromium", "apt-get"}
    ran: list[list[str]] = []

    def run(argv: list[str], **_more: object) -> subprocess.CompletedProcess[str]:
        ran.append(argv)
        if "install" in argv:
            there.add("mosquitto")
        return subprocess.CompletedProcess(argv, 0, "", "")

    monkeypatch.setattr(servers.shutil, "which", lambda name, **_more: name if name in there else None)
    monkeypatch.setattr(servers.os, "geteuid", lambda: 0)
    monkeypatch.setattr(servers.subprocess, "run", run)
    servers.install(["chromium", "mosquitto"])
    assert [argv[:4] for argv in ran] == [
        ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "update"],
        ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install"],
    ]
    assert "mosquitto" in ran[1]
    assert "chromium" not in ran[1]
    assert capsys.readouterr().err == "Installing from Debian's packages: mosquitto …\n"


def test_an_installation_that_fails_says_why_and_raises_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(servers.shutil, "which", lambda name, **_more: name if name in {"apt-get", "sudo"} else None)
    monkeypatch.setattr(servers.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(
        servers.subprocess,
        "run",
        lambda argv, **_more: subprocess.CompletedProcess(argv, 0 if argv[-1] == "true" else 100, "", "E: no network"),
    )
    servers.install(["mosquitto"])
    said = capsys.readouterr().err
    assert "E: no network" in said
    assert "Could not install mosquitto" in said


def test_the_command_line_knows_no_other_servers(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, root / "tools" / "servers.py", "sendmail"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Nothing is known of sendmail" in done.stderr
