"""One InfluxDB: asked through ``influxdb-client``, which is loaded only where a server is set (it takes 40 MB)."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from types import TracebackType
from typing import Any, Final, Self

from store.influx.errors import Fault, InfluxError, answered, away, foreign, is_html

WRITE_MS: Final = (3_000, 10_000)
QUERY_MS: Final = (3_000, 120_000)
"""How long we wait for a connection and for an answer, in milliseconds."""
NO_CONTENT: Final = 204
FIRST_ERROR: Final = 400

Table = dict[str, Any]
"""One series of an InfluxQL answer: ``name``, ``tags``, ``columns``, ``values``."""


class Generation(IntEnum):
    """Which of the three InfluxDBs answers: they are set up and erase in different ways."""

    ONE = 1
    TWO = 2
    THREE = 3


@dataclass(frozen=True)
class Target:
    """Where to: ``token`` is ``user:password`` for 1.8; ``bucket`` is a database there, or ``database/policy``."""

    url: str
    token: str | None = field(default=None, repr=False)
    org: str = ""
    bucket: str = "mistel"

    @property
    def name(self) -> str:
        """Name this place among others: a follower's cursor is of one place."""
        return f"influxdb {self.url.rstrip('/')} {self.org} {self.bucket}"

    @property
    def database(self) -> tuple[str, str | None]:
        """Give database and retention policy by which InfluxQL knows the bucket."""
        database, _, policy = self.bucket.partition("/")
        return database, policy or None


class Server:
    """Asks one InfluxDB, waiting for each answer; may be used from several threads. Errors are InfluxError."""

    def __init__(self, target: Target) -> None:
        from influxdb_client.client.influxdb_client import InfluxDBClient  # noqa: PLC0415 - see above

        self.target = target
        self.client: Any = InfluxDBClient(target.url, target.token or "", org=target.org or "-", timeout=WRITE_MS)

    def write(self, lines: str) -> None:
        """Write lines of line protocol, times in nanoseconds; once it returns the server has them all."""
        query = {"org": self.target.org, "bucket": self.target.bucket, "precision": "ns"}
        status, headers, body = self._ask("POST", "/api/v2/write", query, lines.encode())
        if status != NO_CONTENT:
            raise self._error(status, headers, body)

    def query(self, statement: str, *, change: bool = False, database: bool = True) -> list[Table]:
        """Run one InfluxQL statement, times in nanoseconds; ``change`` for what is not only read."""
        parameters = {"q": statement, "epoch": "ns"}
        name, policy = self.target.database
        if database:
            parameters["db"] = name
            if policy:
                parameters["rp"] = policy
        how = ("POST", b"") if change else ("GET", None)
        status, headers, body = self._ask(how[0], "/query", parameters, how[1], QUERY_MS)
        if is_html(headers, body):
            raise self._error(status, headers, body)
        try:
            (result,) = json.loads(body)["results"]
        except (ValueError, KeyError, TypeError) as error:
            raise foreign(self.target.url, status, body) from error
        if "error" in result:
            missing = "not found" in result["error"]
            raise self._error(404 if missing else 400, {}, json.dumps(result).encode())
        return list(result.get("series", ()))

    def generation(self) -> Generation:
        """Ask which InfluxDB answers."""
        status, headers, body = self._ask("GET", "/ping", {})
        if is_html(headers, body):
            raise self._error(status, headers, body)
        version = headers.get("X-Influxdb-Version", "") or _version(body)
        for generation in Generation:
            if version.lstrip("v").startswith(f"{generation.value}."):
                return generation
        raise foreign(self.target.url, status, body)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Turn the errors of the client's own calls into InfluxError."""
        from influxdb_client.client.exceptions import InfluxDBError  # noqa: PLC0415 - see above
        from influxdb_client.rest import ApiException  # noqa: PLC0415 - see above
        from urllib3.exceptions import HTTPError  # noqa: PLC0415 - see above

        try:
            yield
        except ApiException as error:
            if not error.status:
                raise away(self.target.url, error.reason) from error
            raise self._error(error.status, error.headers, _bytes(error.body)) from error
        except InfluxDBError as error:
            raise InfluxError(Fault.OTHER, f"InfluxDB at {self.target.url}: {error.message}") from error
        except HTTPError as error:
            raise away(self.target.url, _cause(error)) from error

    def close(self) -> None:
        """Close its connections."""
        self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: bytes | None = None,
        timeout: tuple[int, int] = WRITE_MS,
    ) -> tuple[int, Mapping[str, str], bytes]:
        with self.answering():
            answer = self.client.api_client.call_api(
                path,
                method,
                query_params=list(query.items()),
                header_params={"Content-Type": "text/plain; charset=utf-8", "Accept": "application/json"},
                body=body,
                _preload_content=False,
                _return_http_data_only=True,
                _request_timeout=timeout,
                urlopen_kw={"redirect": False},
            )
            told: bytes = answer.data
        return answer.status, answer.headers, told

    def _error(self, status: int, headers: Mapping[str, str], body: bytes) -> InfluxError:
        if status < FIRST_ERROR:  # a page, or a way to one: InfluxDB sends nobody elsewhere
            return foreign(self.target.url, status, body)
        return answered(self.target.url, self.target.bucket, status, headers, body)


def _version(body: bytes) -> str:
    try:
        return str(json.loads(body).get("version", ""))
    except (ValueError, AttributeError):
        return ""


def _bytes(body: bytes | str | None) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""


def _cause(error: BaseException) -> str:
    """Say in few words what urllib3 says in many."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, BaseException):
        return _cause(reason)
    return str(error).rpartition(": ")[2]
