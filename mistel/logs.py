"""Logs on standard error, as text or as JSON lines: what happened, of which site; nothing of anybody's life.

No reading, payload or name is logged. Exceptions carry what they choked on in their message, which may be all of these:
so of an exception its type is told, and where it came from.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType
from typing import Final

_Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Form(StrEnum):
    """How a log line is written."""

    TEXT = "text"
    JSON = "json"


class Text(logging.Formatter):
    """One line a record, then one for each place that an exception came through."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def formatException(self, ei: _Caught) -> str:  # noqa: N802 - logging's name
        """Tell an exception without its message."""
        return "\n".join(f"  {line}" for line in told(ei[1]))


class Json(logging.Formatter):
    """One JSON object a record: ``time``, ``level``, ``from``, ``says``, and ``error`` with its places."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


FORMS: Final = {Form.TEXT: Text, Form.JSON: Json}


def begin(level: str, form: Form) -> None:
    """Log everything of this process from ``level`` on to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMS[form]())
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.WARNING)  # its lines hold paths, which may be secret
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("gmqtt").setLevel(logging.CRITICAL)  # what it logs as errors is what sessions recover from


def told(error: BaseException | None) -> list[str]:
    """Give an exception's type and places, the innermost last, then those of what caused it or is grouped in it."""
    if error is None:
        return []
    lines = [type(error).__qualname__]
    lines += [
        f"at {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    for cause in error.exceptions if isinstance(error, BaseExceptionGroup) else (error.__cause__,):
        lines += [f"from {line}" for line in told(cause)]
    return lines
