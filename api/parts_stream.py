"""Streams of pages made of parts: each part is swapped as often as anything that it rests on changes."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from api.listening import CLOCK_EVERY, OWN_CLOCK_EVERY, Listening, Viewed, encoded
from api.platform import Platform
from care.clock import to_micros
from care.errors import NotFound

LOOK_EVERY: Final = 0.5
"""Seconds between two looks at whether anything changed; a page is rendered once for all who see the same."""
ANEW_EVERY: Final = 20.0
"""Seconds after which a page is rendered though nothing came: ages in words grow."""

Shown_contra = TypeVar("Shown_contra", contravariant=True)


class LivePage(Protocol[Shown_contra]):
    """One kind of page that is swapped in parts; asked from many threads."""

    def home(self, view: Shown_contra) -> tuple[str, str]:
        """Give the site, and the home whose own clock the page goes by, "" where it goes by the wall's."""

    def told(self, view: Shown_contra) -> object:
        """Give something that is another as soon as the page may be."""

    def parts(self, view: Shown_contra) -> Mapping[str, str]:
        """Render the parts, by the id of the element that each replaces."""


@dataclass(slots=True)
class _Page:
    """A page as those have it who look at it."""

    parts: Mapping[str, str]
    told: object
    rendered: float
    site: str
    own: str


class PartStreams(Listening[Viewed]):
    """All open pages of one kind in this process; the stream of what is erased meanwhile ends."""

    def __init__(self, platform: Platform, page: LivePage[Viewed]) -> None:
        super().__init__(LOOK_EVERY)
        self._platform = platform
        self._page = page
        self._pages: dict[Viewed, _Page] = {}

    async def _open(self, view: Viewed) -> Sequence[bytes]:
        page = self._pages.get(view)
        if page is None:
            page = self._pages[view] = await asyncio.to_thread(self._first, view)
        return (encoded("parts", page.parts, retry=2000), await asyncio.to_thread(self._clock, page))

    async def _look(self) -> None:
        for view, page in list(self._pages.items()):
            try:
                changed = await asyncio.to_thread(self._news, view, page)
            except NotFound:
                self._send(view, None)
            else:
                if changed:
                    self._send(view, encoded("parts", changed))
        own = any(page.own for page in self._pages.values())
        if self._is_due("clocks", OWN_CLOCK_EVERY if own else CLOCK_EVERY):
            for view, page in list(self._pages.items()):
                self._send(view, await asyncio.to_thread(self._clock, page))

    def _forget(self, view: Viewed) -> None:
        self._pages.pop(view, None)

    def _first(self, view: Viewed) -> _Page:
        site, own = self._page.home(view)
        told = self._page.told(view)
        return _Page(self._page.parts(view), told, time.monotonic(), site, own)

    def _news(self, view: Viewed, page: _Page) -> Mapping[str, str]:
        """Give the parts that are others than before."""
        told = self._page.told(view)
        if told == page.told and time.monotonic() - page.rendered < ANEW_EVERY:
            return {}
        parts = self._page.parts(view)
        changed = {name: html for name, html in parts.items() if html != page.parts.get(name)}
        page.parts, page.told, page.rendered = parts, told, time.monotonic()
        return changed

    def _clock(self, page: _Page) -> bytes:
        judged = self._platform.reader(page.site).judged() if page.own else {}
        homes = {page.own: to_micros(judged[page.own]) // 1000} if page.own in judged else {}
        return encoded("clock", {"now": to_micros(self._platform.now()) // 1000, "homes": homes})
