"""The compose file, the container file and mosquitto's settings hold together; no container is started."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from ruamel.yaml import YAML

from mistel.cli import app
from mistel.settings import FILE, PREFIX, SECRETS, Settings

Service = Mapping[str, Any]


@pytest.fixture
def compose(root: Path) -> Mapping[str, Any]:
    return YAML(typ="safe").load(root / "docker-compose.yml")


@pytest.fixture
def containerfile(root: Path) -> list[tuple[str, str]]:
    text = (root / "Containerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def settings_of(conf: str) -> dict[str, str]:
    lines = (line.split(maxsplit=1) for line in conf.splitlines() if line.strip() and not line.startswith("#"))
    return {name: value for name, value in lines if name != "log_type"}


def test_the_compose_file_keeps_to_the_specification(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_service_is_bare_of_rights_comes_back_and_says_when_it_is_well(compose: Mapping[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"]


def test_no_service_runs_as_root(compose: Mapping[str, Any], containerfile: list[tuple[str, str]]) -> None:
    users = [rest for word, rest in containerfile if word == "USER"]
    assert users == ["10001:10001"]
    for service in compose["services"].values():
        assert "build" in service or re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])


def test_no_port_is_open_to_the_network_unless_somebody_says_so(compose: Mapping[str, Any]) -> None:
    for service in compose["services"].values():
        assert all(re.match(r"127\.0\.0\.1:|\$\{[A-Z_]+:-127\.0\.0\.1\}:", port) for port in service.get("ports", ()))


def test_secrets_are_files_and_none_is_in_the_tree(compose: Mapping[str, Any], root: Path) -> None:
    for service in compose["services"].values():
        told = {k: v for k, v in service.get("environment", {}).items() if re.search("PASSWORD|TOKEN|SECRET$|KEY", k)}
        assert all(name.endswith("_FILE") for name in told)
        assert {value.removeprefix("/run/secrets/") for value in told.values()} <= set(service["secrets"])
        assert set(service["secrets"]) <= set(compose["secrets"])
    for secret in compose["secrets"].values():
        assert set(secret) == {"file"}
        assert secret["file"].startswith("./secrets/")
    assert "secrets/" in (root / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize("name", ["gateway", "api", "worker"])
def test_the_settings_it_sets_exist_and_are_taken(
    name: str, compose: Mapping[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = compose["services"][name]
    known = {f"{PREFIX}{field}".upper() for field in Settings.model_fields} | {FILE, SECRETS}
    assert set(service["environment"]) <= known
    named = {value for value in service["environment"].values() if value.startswith("/run/secrets/")}
    assert named <= {f"/run/secrets/{secret}" for secret in service["secrets"]}
    for secret in service["secrets"]:
        assert secret.upper() in known or f"/run/secrets/{secret}" in named
        (tmp_path / secret).write_text("a password of 128 bits")
    for setting, value in (service["environment"] | {SECRETS: str(tmp_path)}).items():
        monkeypatch.setenv(setting, value)
    settings = Settings.load()
    assert settings.broker_url == "mqtts://mosquitto:8883"
    given = {
        "gateway": (settings.broker_password, settings.broker_admin_password, settings.influx_token),
        "worker": (settings.broker_password, settings.broker_admin_password),
        "api": (settings.metrics_token,),
    }[name]
    assert [secret.get_secret_value() for secret in given if secret] == ["a password of 128 bits"] * len(given)


@pytest.mark.parametrize("name", ["gateway", "api", "worker"])
def test_each_container_of_ours_runs_a_command_that_there_is(name: str, compose: Mapping[str, Any]) -> None:
    every = typer.main.get_command(app)
    for words in (compose["services"][name]["command"], compose["services"][name]["healthcheck"]["test"][1:]):
        if words[0] == "python":
            compile(words[2], name, "exec")
            continue
        found, left = every, [word for word in words if word != "mistel"]
        while left and left[0] in getattr(found, "commands", {}):
            found, left = found.commands[left[0]], left[1:]
        assert found is not every
        found.make_context(name, list(left))


def test_what_is_asked_whether_it_is_well_listens_there(compose: Mapping[str, Any]) -> None:
    services = compose["services"]
    for name, port in (("gateway", "METRICS_PORT"), ("api", "HTTP_PORT")):
        asked = services[name]["healthcheck"]["test"][-1]
        assert f"127.0.0.1:{services[name]['environment'][f'{PREFIX}{port}']}/health" in asked


def test_readings_go_to_the_bucket_that_influxdb_makes_and_grafana_reads(
    compose: Mapping[str, Any], root: Path
) -> None:
    services = compose["services"]
    made, ours = services["influxdb"]["environment"], services["gateway"]["environment"]
    (readings,) = [source for source in _grafana(root, "datasources")["datasources"] if source["type"] == "influxdb"]
    assert made["DOCKER_INFLUXDB_INIT_BUCKET"] == ours["MISTEL_INFLUX_BUCKET"] == readings["jsonData"]["dbName"]
    assert made["DOCKER_INFLUXDB_INIT_ORG"] == ours["MISTEL_INFLUX_ORG"]
    assert made["DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE"] == "/run/secrets/mistel_influx_token"
    assert ours["MISTEL_INFLUX_URL"] == readings["url"]
    assert "$__file{/run/secrets/grafana_influx_token}" in readings["secureJsonData"]["httpHeaderValue1"]
    assert "grafana_influx_token" in services["grafana"]["secrets"]


def test_prometheus_reads_every_process_that_gives_metrics_and_brings_the_token(
    compose: Mapping[str, Any], root: Path
) -> None:
    services = compose["services"]
    (job,) = _grafana(root, "prometheus")["scrape_configs"]
    (targets,) = job["static_configs"]
    for target in targets["targets"]:
        name, _, port = target.partition(":")
        assert services[name]["environment"]["MISTEL_METRICS_PORT"] == port
        assert "mistel_metrics_token" in services[name]["secrets"]
    token = job["authorization"]["credentials_file"].removeprefix("/run/secrets/")
    assert token in services["prometheus"]["secrets"]


def test_every_file_that_is_mounted_is_there(compose: Mapping[str, Any], root: Path) -> None:
    for service in compose["services"].values():
        for volume in service["volumes"]:
            source, _, rest = volume.partition(":")
            assert source in compose["volumes"] or ((root / source).is_file() and rest.endswith(":ro"))


def _grafana(root: Path, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = YAML(typ="safe").load(root / "dashboards" / "grafana" / f"{name}.yaml")
    return found


def test_mosquitto_finds_its_settings_its_certificate_and_its_folder(compose: Mapping[str, Any], root: Path) -> None:
    service = compose["services"]["mosquitto"]
    conf = settings_of((root / "mosquitto.conf").read_text())
    mounts = dict(volume.split(":")[:2] for volume in service["volumes"])
    assert all((root / source).is_file() for source in mounts if source.startswith("./"))
    assert conf["persistence_location"].rstrip("/") in mounts.values()
    assert str(Path(conf["plugin_opt_config_file"]).parent) in mounts.values()
    assert {conf[name].removeprefix("/run/secrets/") for name in ("certfile", "keyfile")} <= set(service["secrets"])
    assert service["ports"][0].endswith(f":{conf['listener']}:{conf['listener']}")
    assert service["healthcheck"]["test"][-1] == conf["listener"]
    assert (conf["allow_anonymous"], conf["max_queued_messages"], conf["persistence"]) == ("false", "0", "true")
    assert (conf["set_tcp_nodelay"], conf["max_inflight_messages"]) == ("true", "1000")


def test_mosquittos_first_user_is_the_one_by_which_mistel_tells_it_all_others(compose: Mapping[str, Any]) -> None:
    shell, option, script = compose["services"]["mosquitto"]["command"]
    environment = compose["services"]["gateway"]["environment"]
    assert (shell, option) == ("sh", "-c")
    assert f' {environment["MISTEL_BROKER_ADMIN_USER"]} "$$(cat /run/secrets/mistel_broker_admin_password)"' in script
    assert "mosquitto" in environment["MISTEL_BROKER_URL"]


def test_the_image_is_made_of_pinned_packages_and_files_that_exist(
    containerfile: list[tuple[str, str]], root: Path
) -> None:
    installs = [rest for word, rest in containerfile if word == "RUN" and "pip install" in rest]
    assert installs
    assert all("--constraint constraints.txt" in install for install in installs)
    sources = [rest.split()[0] for word, rest in containerfile if word == "COPY" and not rest.startswith("--from")]
    assert all((root / source).exists() for source in sources)
    admitted = [line[1:] for line in (root / ".containerignore").read_text().splitlines() if line.startswith("!")]
    assert all((root / name).exists() for name in admitted)
    assert (root / ".dockerignore").resolve() == root / ".containerignore"


def test_the_image_serves_says_when_it_is_well_and_keeps_its_state_in_a_volume(
    containerfile: list[tuple[str, str]], compose: Mapping[str, Any]
) -> None:
    said = dict(containerfile)
    assert (said["ENTRYPOINT"], said["CMD"], said["VOLUME"]) == ('["mistel"]', '["serve"]', "/state")
    asked = json.loads(said["HEALTHCHECK"].split("CMD ", 1)[1])
    assert ["CMD", *asked] == compose["services"]["api"]["healthcheck"]["test"]
