"""Staff at the desk: they see alerts and answer them by the same API as everybody, each by a token of their own."""

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

import httpx

from care.errors import MistelError
from simulators.staff.dispatch import Act, Call, Doing

_PAGE: Final = 500
_CONFLICT: Final = 409
_TRIES: Final = 3
_TIMEOUT: Final = 30.0
CALLING: Final = frozenset({"unacknowledged", "returned"})
"""States of alerts that wait for somebody."""
_PATHS: Final[Mapping[Doing, str]] = {Doing.GO: "on-the-way", Doing.ARRIVE: "arrive", Doing.CLOSE: "close"}


class ApiDesk:
    """The desk as one site's simulated staff reach it; ``tokens`` are API tokens by carer. ``async with`` ends it."""

    def __init__(self, url: str, tokens: Mapping[str, str], site: str) -> None:
        self._site = site
        self._client = httpx.AsyncClient(base_url=url, timeout=_TIMEOUT)
        self._headers = {carer: {"Authorization": f"Bearer {token}"} for carer, token in tokens.items()}
        self._somebody = next(iter(self._headers.values()))

    async def calls(self) -> list[Call]:
        """Give the site's alerts that nobody has answered, those that are put aside left out."""
        found: list[Call] = []
        more, skip = True, 0
        while more:
            answer = await self._ask("GET", "/api/alerts", self._somebody, params={"limit": _PAGE, "skip": skip})
            found += [
                Call(one["id"], one["home"], one["situation"], datetime.fromisoformat(one["onset"]), one["responder"])
                for one in answer["items"]
                if one["site"] == self._site and one["home"] and one["state"] in CALLING and not one["inhibited_by"]
            ]
            more, skip = answer["more"], skip + _PAGE
        return found

    async def do(self, act: Act) -> bool:
        """Tell the desk what a carer does; False when somebody else was first to go.

        A move that only came late because the rules moved the alert meanwhile is made on the alert as it is then.
        """
        headers = self._headers[act.carer]
        for _ in range(_TRIES):
            alert = await self._ask("GET", f"/api/alerts/{act.call.id}", headers)
            if act.doing is Doing.GO and alert["responder"] is not None:
                return False
            body: dict[str, Any] = {"version": alert["version"]}
            if act.doing is Doing.CLOSE and act.outcome is not None:
                body |= {"outcome": act.outcome, "minutes": min(act.minutes, 1440), "visit": True}
            answer = await self._client.post(
                f"/api/alerts/{act.call.id}/{_PATHS[act.doing]}", json=body, headers=headers
            )
            if answer.status_code != _CONFLICT:
                _must_be_taken(answer)
                return True
        return False

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], **what: Any) -> dict[str, Any]:
        answer = await self._client.request(method, path, headers=headers, **what)
        _must_be_taken(answer)
        taken: dict[str, Any] = answer.json()
        return taken

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()


def _must_be_taken(answer: httpx.Response) -> None:
    if answer.is_error:
        raise MistelError(f"The desk refused what simulated staff did: {answer.status_code} {answer.text[:200]}")
