"""A certificate authority of our own, and certificates of brokers signed by it, for networks without a public name."""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from care.errors import BrokerError
from devices.broker.configuration import Certificate

CA_HOLDS: Final = timedelta(days=3650)
"""As long as a device may stand on a shelf or in a home: whoever trusts the CA need not be touched again."""
BROKER_HOLDS: Final = timedelta(days=825)
"""Longer ones are refused by some clients."""
_BEFORE: Final = timedelta(days=1)
"""Devices whose clock is a little behind take it all the same."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The files made: the CA's certificate, which clients are given, and what the broker proves itself by."""

    ca: Path
    broker: Certificate


def issue(folder: Path, names: Sequence[str], now: datetime) -> Issued:
    """Make a certificate for a broker that clients know by these host names and addresses; replace an older one.

    The CA is made once and stays in the folder with its key: its certificate is what clients are given (``ca.pem``).
    Raises BrokerError when the folder cannot be used or holds something else than such a CA, ValueError without names.
    """
    if not names:
        raise ValueError("a certificate needs a name")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ca, ca_key = _authority(folder, now)
        key = ec.generate_private_key(ec.SECP256R1())
        made = (
            _begun(names[0], ca.subject, key.public_key(), now, now + BROKER_HOLDS)
            .add_extension(x509.SubjectAlternativeName([_named(name) for name in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
            .sign(ca_key, hashes.SHA256())
        )
        _write(folder / "broker-key.pem", _pem(key), 0o600)
        _write(folder / "broker.pem", made.public_bytes(serialization.Encoding.PEM), 0o644)
    except OSError as error:
        raise BrokerError(f"No certificate could be written to {folder}: {error.strerror}.") from error
    return Issued(folder / "ca.pem", Certificate(folder / "broker.pem", folder / "broker-key.pem"))


def names_of(certificate: Path) -> list[str]:
    """Give the host names and addresses that a certificate is for; raises BrokerError when the file holds none."""
    try:
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except OSError as error:
        raise BrokerError(f"The broker's certificate {certificate} cannot be read: {error.strerror}.") from error
    except (ValueError, x509.ExtensionNotFound) as error:
        raise BrokerError(
            f"{certificate} holds no certificate that names a host. Make one with `mistel broker certificate`."
        ) from error
    return [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]


def _authority(folder: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    certificate, kept = folder / "ca.pem", folder / "ca-key.pem"
    if kept.exists():
        try:
            key = serialization.load_pem_private_key(kept.read_bytes(), None)
            ca = x509.load_pem_x509_certificate(certificate.read_bytes())
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise BrokerError(f"{folder} holds something else than our CA: name another folder.") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise BrokerError(f"{folder} holds the key of another CA: name another folder.")
        return ca, key
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Mistel's own CA of {now:%Y-%m-%d}")])
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    ca = (
        _begun(subject, subject, key.public_key(), now, now + CA_HOLDS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(kept, _pem(key), 0o600)
    _write(certificate, ca.public_bytes(serialization.Encoding.PEM), 0o644)
    return ca, key


def _begun(
    subject: str | x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, end: datetime
) -> x509.CertificateBuilder:
    if isinstance(subject, str):
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject[:64])])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(end)
    )


def _named(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    """Replace a file at once; a key is never readable by others, not even for a moment."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor made with its mode
        file.write(content)
    fresh.replace(path)
