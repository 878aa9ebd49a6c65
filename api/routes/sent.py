"""A file of lines that is sent while it is read."""

from collections.abc import Iterator
from typing import Final

from fastapi.responses import StreamingResponse

from store.lines import Form

_MEDIA: Final = {Form.CSV: "text/csv; charset=utf-8", Form.JSONL: "application/jsonl"}
_GATHERED: Final = 16 * 1024


def sent(lines: Iterator[str], name: str, form: Form) -> StreamingResponse:
    """Send lines as a file of this name, to which the form is added."""
    named = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingResponse(_gathered(lines), media_type=_MEDIA[form], headers=named)


def _gathered(lines: Iterator[str]) -> Iterator[str]:
    """Gather lines to pieces worth sending."""
    piece, length = list[str](), 0
    for line in lines:
        piece.append(line)
        length += len(line)
        if length >= _GATHERED:
            yield "".join(piece)
            piece, length = [], 0
    yield "".join(piece)
