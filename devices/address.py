"""Where a broker is, and by what it is known to be the right one."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from care.errors import BrokerError


@dataclass(frozen=True, slots=True)
class Address:
    """A broker's host and port; ``tls`` is how its certificate is checked, None where nothing is encrypted."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None

    @classmethod
    def parse(cls, url: str, ca: Path | None = None) -> Self:
        """Read ``mqtt://host:port`` or ``mqtts://host:port`` (TLS; ports 1883 and 8883 when none is named).

        ``ca`` is a file with the certificates whose signature is trusted (PEM); without it those of the system. The
        certificate must name the host. Raises BrokerError for what is no address, and for a file that cannot be used.
        """
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname or port == -1:
            raise BrokerError(f"'{url}' is not a broker's address; write it as mqtt://host:1883 or mqtts://host:8883.")
        if parts.scheme == "mqtt":
            return cls(parts.hostname, port or 1883)
        return cls(parts.hostname, port or 8883, _context(ca))

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def distrust(self, error: BaseException | None) -> BrokerError | None:
        """Give the sentence to say when this error, or what led to it, is about TLS; None when it is about another."""
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            if isinstance(error, ssl.SSLCertVerificationError):
                return BrokerError(
                    f"The broker at {self} shows a certificate that is not to be trusted: "
                    f"{error.verify_message.rstrip('.')}. "
                    "Give the file of the CA that signed it (MISTEL_BROKER_CA, or ca=), "
                    "and name the broker as its certificate does."
                )
            if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
                return BrokerError(
                    f"No encrypted connection to the broker at {self}: {error.reason or error}. "
                    "See whether that port speaks TLS; write mqtt:// where it does not."
                )
            error = error.__cause__ or error.__context__
        return None


class _Socket(ssl.SSLSocket):
    """One that is closed when its handshake fails: paho-mqtt forgets it open."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except OSError:
            self.close()
            raise


def _context(ca: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=ca)
        context.sslsocket_class = _Socket
        return context  # noqa: TRY300 - two lines that may fail
    except (OSError, ssl.SSLError) as error:
        why = "holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise BrokerError(
            f"{ca}, which says whom to trust (MISTEL_BROKER_CA), cannot be used: {why}. Name a file with the "
            "certificate of the broker's CA, in PEM form."
        ) from error
