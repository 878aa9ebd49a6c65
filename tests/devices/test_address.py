"""Where a broker is: addresses that are none, and files that say whom to trust, are refused with their name."""

import ssl
from pathlib import Path

import pytest

from care.errors import BrokerError
from devices.address import Address
from devices.broker.certificate import issue, names_of
from tests.devices.at_the_broker import NOW


@pytest.mark.parametrize("url", ["localhost", "localhost:1883", "http://localhost", "mqtt://", "mqtt://host:port", ""])
def test_what_is_no_address_is_refused_and_shown_one(url: str) -> None:
    with pytest.raises(BrokerError, match="mqtt://host:1883"):
        Address.parse(url)


def test_ports_are_those_of_mqtt_where_none_is_named() -> None:
    assert str(Address.parse("mqtt://here")) == "here:1883"
    assert str(Address.parse("mqtts://here")) == "here:8883"
    assert str(Address.parse("mqtt://here:7")) == "here:7"


def test_certificate_and_name_are_always_checked() -> None:
    tls = Address.parse("mqtts://here").tls
    assert tls is not None
    assert (tls.verify_mode, tls.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert Address.parse("mqtt://here").tls is None


def test_a_file_of_no_ca_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    for why in ("No such file", "no certificate"):
        with pytest.raises(BrokerError, match=f"ca.pem.*MISTEL_BROKER_CA.*{why}"):
            Address.parse("mqtts://here", empty)
        empty.write_text("")


def test_what_is_not_about_tls_is_no_reason_to_distrust() -> None:
    assert Address.parse("mqtts://here").distrust(ConnectionRefusedError("away")) is None


def test_a_renewed_certificate_has_the_same_ca_and_keys_stay_with_their_owner(tmp_path: Path) -> None:
    first = issue(tmp_path, ["a.example", "192.0.2.7"], NOW)
    ca, key = first.ca.read_bytes(), first.broker.key.read_bytes()
    second = issue(tmp_path, ["b.example"], NOW)
    assert (second.ca.read_bytes(), names_of(second.broker.certificate)) == (ca, ["b.example"])
    assert second.broker.key.read_bytes() != key
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"ca.pem": 0o644, "ca-key.pem": 0o600, "broker.pem": 0o644, "broker-key.pem": 0o600}


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ca-key.pem").write_text("another's")
    (tmp_path / "ca.pem").write_text("another's")
    with pytest.raises(BrokerError, match="another folder"):
        issue(tmp_path, ["a.example"], NOW)
    with pytest.raises(BrokerError, match=r"ca\.pem holds no certificate"):
        names_of(tmp_path / "ca.pem")
