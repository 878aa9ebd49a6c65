"""What an InfluxDB, or what stands before it, may answer instead of doing what was asked; each with what to do."""

import json
import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import Final

from care.errors import StoreError

LONGEST: Final = 300
SERVER_ERROR: Final = 500


class Fault(Enum):
    """What is wrong, as far as what to do next depends on it."""

    AWAY = auto()
    """Nothing answers, or only with an error of its own: try again."""
    BUSY = auto()
    """It asks us to wait."""
    DENIED = auto()
    """Our token is wrong or may not do this."""
    MISSING = auto()
    """The database, bucket or organisation is not there."""
    FOREIGN = auto()
    """What answers is not InfluxDB: a proxy, a login page."""
    TOO_LARGE = auto()
    """Send less at once."""
    REJECTED = auto()
    """Some of the points will never be taken; the others were."""
    OTHER = auto()
    """It does not want what was asked, and not because of a point."""


class InfluxError(StoreError):
    """InfluxDB did not do what was asked; nothing is lost, the journal has it all.

    ``says`` is the server's own answer, ``retry_after`` the seconds that it asks us to wait, ``lines`` the numbers
    (from 1) of the lines that it rejected, where it names them, ``dropped`` how many it says it dropped.
    """

    def __init__(self, fault: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault
        self.says = ""
        self.retry_after = 0.0
        self.lines: tuple[int, ...] = ()
        self.dropped: int | None = None


_SENTENCES: Final[Mapping[Fault, str]] = {
    Fault.BUSY: "asks us to wait ({answer}). It will be tried again; the journal keeps everything meanwhile.",
    Fault.DENIED: "does not let us in ({answer}). Check MISTEL_INFLUX_TOKEN (user:password for 1.8, a token for 2 and "
    "3) and its right to read and write '{bucket}'; to set up, it must be an administrator's.",
    Fault.MISSING: "does not have '{bucket}' ({answer}). Run `mistel store init`, or check MISTEL_INFLUX_BUCKET and "
    "MISTEL_INFLUX_ORG.",
    Fault.TOO_LARGE: "takes less at once ({answer}).",
    Fault.REJECTED: "rejects some points ({answer}).",
    Fault.OTHER: "does not do what was asked ({answer}). Check MISTEL_INFLUX_ORG, MISTEL_INFLUX_BUCKET and its log.",
}

_REJECTED: Final = re.compile(
    r"partial write|unable to parse|field type conflict|beyond retention|failure writing points|max-values-per-tag"
    r"|max-series-per-database|line protocol",
    re.IGNORECASE,
)
_DROPPED: Final = re.compile(r"dropped=(\d+)")
_TITLE: Final = re.compile(r"<(?:title|h1)[^>]*>\s*(.*?)\s*</", re.IGNORECASE | re.DOTALL)


def away(url: str, why: object) -> InfluxError:
    """Make the error of a server that does not answer."""
    return InfluxError(
        Fault.AWAY,
        f"InfluxDB at {url} does not answer ({_short(str(why))}). Start it, or check MISTEL_INFLUX_URL; "
        "the journal keeps everything meanwhile.",
    )


def is_html(headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether this is a page for people: InfluxDB never answers with one."""
    return "html" in headers.get("Content-Type", "") or body[:512].lstrip()[:1] == b"<"


def foreign(url: str, status: int, body: bytes) -> InfluxError:
    """Make the error of an answer that InfluxDB does not give."""
    title = _TITLE.search(body.decode("utf-8", "replace"))
    page = f", a page '{_short(title[1])}'" if title else ""
    return InfluxError(
        Fault.FOREIGN,
        f"What answers at {url} is not InfluxDB (status {status}{page}). Is a proxy or a login page before it? "
        "Set MISTEL_INFLUX_URL to InfluxDB itself.",
    )


def answered(url: str, bucket: str, status: int, headers: Mapping[str, str], body: bytes) -> InfluxError:
    """Make the error of an answer whose status is not the one of success."""
    html, says = is_html(headers, body), _words(body)
    fault = _fault(status, says, html=html)
    if fault is Fault.FOREIGN:
        return foreign(url, status, body)
    if fault is Fault.AWAY:
        return away(url, f"status {status}: {'a page of a proxy' if html else says or 'nothing more'}")
    answer = f"{status}: {'a page of a proxy' if html else _short(says) or 'nothing more'}"
    error = InfluxError(fault, f"InfluxDB at {url} {_SENTENCES[fault].format(answer=answer, bucket=bucket)}")
    error.says = _short(says)
    if fault is Fault.REJECTED:
        dropped = _DROPPED.search(says)
        error.dropped = int(dropped[1]) if dropped else None
        error.lines = tuple(_named(body))
    wait = headers.get("Retry-After", "")
    error.retry_after = float(wait) if wait.isdigit() else 0
    return error


def _fault(status: int, says: str, *, html: bool) -> Fault:
    """Tell what a status and the words with it mean; a proxy's own page counts by its status where that says enough."""
    match status:
        case 413:
            fault = Fault.TOO_LARGE
        case 429 | 503:
            fault = Fault.BUSY
        case _ if status >= SERVER_ERROR:
            fault = Fault.AWAY
        case _ if html:
            fault = Fault.FOREIGN
        case 401 | 403:
            fault = Fault.DENIED
        case 404:
            fault = Fault.MISSING
        case 400 | 422 if _REJECTED.search(says):
            fault = Fault.REJECTED
        case _:
            fault = Fault.OTHER
    return fault


def _named(body: bytes) -> Iterator[int]:
    """Give the numbers of the rejected lines, which InfluxDB 3 names."""
    named = _json(body).get("data")
    for line in named if isinstance(named, list) else ():
        if isinstance(line, dict) and isinstance(line.get("line_number"), int):
            yield line["line_number"]


def _words(body: bytes) -> str:
    """Give what the answer says: of JSON its error or message."""
    told = _json(body)
    return str(told.get("error") or told.get("message") or body.decode("utf-8", "replace"))


def _json(body: bytes) -> dict[str, object]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
