"""What a connection's feed rests on, gathered from its site's journal as it comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from api.access.rights import Right, holds
from api.platform import Platform
from care.people import Connection, Person, Site
from dashboards.directory import Directory, HomeCard
from dashboards.feed import Figure, Line, Message, figures, line, messages
from dashboards.tongue import tongue
from devices.doing import Doing, Listening
from store.journal import Ends, Whose

AT_FIRST: Final = 100
"""So many messages stand on a page when it opens."""
AT_ONCE: Final = 30
"""So many messages are shown of what comes between two looks; of the others it is said that there were more."""
MOST_EVENTS: Final = 2_000
"""So many readings are read at a time."""

_BEGINNING: Final = Ends(0, 0, 0)


@dataclass(frozen=True, slots=True)
class FeedView:
    """Whose feed of which connection: the language, and whether the reader may see what devices told."""

    connection: str
    language: str
    sees_care: bool


def feed_view(connection: str, site: Site, person: Person, language: str) -> FeedView:
    """Give the view that a person has: readings are for who may see what devices told there."""
    return FeedView(connection, language, holds(person, Right.SEE_CARE, site.organisation, site.world))


@dataclass
class Watched:
    """A connection while somebody watches it: what came, and how it is doing."""

    platform: Platform
    directory: Directory
    connection: Connection
    _ends: Ends = _BEGINNING
    _whose: Whose = field(default_factory=lambda: Whose("", frozenset()))
    _listening: Listening = field(default_factory=Listening)

    def open(self) -> list[Message]:
        """Begin: give the newest messages, in the order in which they came."""
        card, feed = self.card(), self.platform.reader(self.connection.site).feed
        self._whose, self._ends = Whose.of(self.connection, card.devices.values()), feed.ends()
        told = feed.lately(self._whose, self._ends, MOST_EVENTS)
        again = feed.repeated(self._whose, _BEGINNING, self._ends, AT_FIRST)
        refused = feed.refused(self.connection.id, self.connection.home, _BEGINNING, self._ends, MOST_EVENTS)
        found = messages(told, again, refused)
        known_since = told[0].said.received if len(told) == MOST_EVENTS else None
        self._listening = Listening(card.own_clock, known_since)
        latest = self.platform.reader(self.connection.site).latest(self.connection.home)
        self._listening.know(event for event in latest if event.device in self._whose.devices)
        self._hear(found)
        return found[-AT_FIRST:]

    def more(self, ends: Ends) -> tuple[list[Message], int]:
        """Give what came since the last look, and how many messages at least are left out because it was too much."""
        since, self._ends = self._ends, ends
        feed = self.platform.reader(self.connection.site).feed
        told = feed.arrived(self._whose, since, ends, MOST_EVENTS) if ends.events != since.events else []
        again = feed.repeated(self._whose, since, ends, AT_ONCE) if ends.repeats != since.repeats else []
        refused = (
            feed.refused(self.connection.id, self.connection.home, since, ends, MOST_EVENTS)
            if ends.refusals != since.refusals
            else []
        )
        found = messages(told, again, refused)
        self._hear(found)
        return found[-AT_ONCE:], max(0, len(found) - AT_ONCE)

    def is_changed(self) -> bool:
        """Tell whether the connection carries other devices than when it was opened."""
        return Whose.of(self.connection, self.card().devices.values()) != self._whose

    def lines(self, found: Sequence[Message], view: FeedView) -> list[Line]:
        """Say messages in the view's language, as far as it may see them."""
        card, words = self.card(), tongue(view.language)
        homes, now = self._other_homes(found), self.platform.now()
        return [line(one, card, words, now, homes) for one in found if view.sees_care or one.refusal is not None]

    def doing(self) -> Doing:
        """Tell how it is doing."""
        return self._listening.at(self.platform.now())

    def figures(self, view: FeedView) -> list[Figure]:
        """Say at a glance how it is doing."""
        card = self.card()
        now = self.platform.now()
        own = self.platform.home_now(card.home) if card.own_clock else None
        shown = figures(self.doing(), card, now, tongue(view.language), own)
        return shown if view.sees_care else [one for one in shown if one.of_equipment]

    def card(self) -> HomeCard:
        """Give the home's card; the directory is refreshed by whoever asks."""
        return self.directory.card(self.connection.home)

    def _hear(self, found: Sequence[Message]) -> None:
        for one in found:
            if one.refusal is not None:
                self._listening.refuse([one.refusal])
            else:
                self._listening.hear(one.events)

    def _other_homes(self, found: Sequence[Message]) -> Mapping[str, str]:
        named = {event.home for one in found for event in one.events} - {self.connection.home}
        return {home: self.directory.card(home).home.name for home in named}


def ends_of(platform: Platform, site: str) -> Ends:
    """Tell how far a site's journal goes."""
    return platform.reader(site).feed.ends()
