"""Somebody is outdoors on foot, away from the places that are known, and nobody is with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from pydantic import Field

from alerts.geography import Fix, KnownPlaces, Places
from alerts.hearing import History
from alerts.household import Household
from alerts.rule import Parameters, Rule, catch_up, parameters_of
from care.alerts import Alert, End, Finding, Onset
from care.events import Event

LATITUDE: Final = "latitude"
LONGITUDE: Final = "longitude"
ACCURACY: Final = "position.accuracy"
FENCE: Final = "geofence.outside"
ACCOMPANIED: Final = "accompanied"
LASTS: Final = timedelta(hours=12)
"""That somebody is with the person is believed for so long, unless it is told to be over before."""


class WanderingOutdoorsParameters(Parameters):
    """Where this resident is known to go, and when being elsewhere is too long."""

    places: Places = Field(
        KnownPlaces(),
        description="known places, each as latitude,longitude,radius in metres; none: the locator's own fence counts",
        json_schema_extra={"unit": "lat,lon,m; …"},
    )
    minutes: float = Field(
        15,
        gt=0,
        le=240,
        strict=True,
        description="how long somebody may be on foot away from them",
        json_schema_extra={"unit": "minutes"},
    )
    accuracy_m: float = Field(
        150,
        gt=0,
        le=5000,
        strict=True,
        description="a position that may be further off than this says nothing",
        json_schema_extra={"unit": "metres"},
    )
    vehicle_kmh: float = Field(
        12,
        gt=0,
        le=200,
        strict=True,
        description="faster than this, from one position to the next, is no walk",
        json_schema_extra={"unit": "km/h"},
    )
    apart_minutes: float = Field(
        40,
        gt=0,
        le=240,
        strict=True,
        description="of positions further apart in time nobody can tell what was between",
        json_schema_extra={"unit": "minutes"},
    )

    @property
    def long(self) -> timedelta:
        """``minutes`` as a duration."""
        return timedelta(minutes=self.minutes)

    @property
    def apart(self) -> timedelta:
        """``apart_minutes`` as a duration."""
        return timedelta(minutes=self.apart_minutes)


@dataclass(slots=True)
class _Walk:
    """One resident outdoors, as the locator tells."""

    resident: str | None
    own: WanderingOutdoorsParameters
    last: Fix | None = None  # the newest that says something
    since: Event | None = None  # away from known places on foot since then
    by_fence: bool = False  # that is by the locator's own: it raises by time alone
    fence: Event | None = None  # what the locator said of it last
    accompanied: Event | None = None
    going_on: datetime | None = None

    def is_accompanied(self, at: datetime) -> bool:
        told = self.accompanied
        return told is not None and told.value is True and at - told.time < LASTS

    def stop(self) -> None:
        """Take that whatever began is no walk alone."""
        self.since, self.by_fence = None, False


@dataclass(slots=True)
class _Locator:
    """What one device told of the position that it is about to tell whole."""

    latitude: Event | None = None
    longitude: Event | None = None
    tells_accuracy: bool = False


class WanderingOutdoors(Rule):
    """Raise when somebody has been away from known places, on foot and alone, for ``minutes``.

    Over when a position lies in a known place again (or the locator tells that it is inside its fence), or when
    somebody is told to be with the person. Choices:

    - With ``places`` set, a position is away when it lies outside of all of them by more than it may be off; in a place
      when it lies within the radius; between the two it says nothing. It takes two positions or more, the last at least
      ``minutes`` after the first, none of them in a place and none further than ``apart_minutes`` from the one before.
      The alert's time is that of the last.
    - Without ``places`` the locator's own fence counts (``geofence.outside``): many tell it only when it is crossed, so
      that it holds until it is told to be over, and raises after ``minutes``. Positions then only tell rides. A
      crossing was told, it is no stillness: it counts also when the locator, or the home, is gone by then.
    - On foot: faster than ``vehicle_kmh`` from one position to the next, what they may be off left out, is a ride. The
      minutes begin anew where it ends: after a bus trip somebody may be lost all the same.
    - Accompanied: while a relative or staff have told that somebody is along (``accompanied``), nothing is raised; it
      is believed for 12 hours, or until it is told to be over, from when the minutes begin anew.
    - No position is no fact: indoors there is none, and nothing is raised for want of one. One that may be off by more
      than ``accuracy_m`` says nothing; neither does one that is the same to the last digit as the one before: locators
      without sky repeat the last one. A latitude without its longitude at the same instant is none.
    - A locator is a resident's: by where it is placed, or the home's only resident. One of nobody in particular is
      judged by the defaults, and its alert names nobody.
    """

    situation: ClassVar[str] = "wandering_outdoors"
    quantities: ClassVar[frozenset[str]] = frozenset({LATITUDE, LONGITUDE, ACCURACY, FENCE, ACCOMPANIED})
    parameters: ClassVar[type[Parameters]] = WanderingOutdoorsParameters
    memory: Final = timedelta(0)

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        self._own = {r.id: parameters_of(r, self.situation, WanderingOutdoorsParameters) for r in household.residents}
        self._walks: dict[str | None, _Walk] = {}
        self._locators: dict[str, _Locator] = {}
        self._due: datetime | None = None

    def start(self, at: datetime, history: History) -> None:
        """See Rule; a walk is longer than others remember, so the journal is asked for the positions before."""
        since = at - max(own.long + 2 * own.apart for own in (*self._own.values(), WanderingOutdoorsParameters()))
        told = list(history.told(self.quantities, since, at))
        for event in history.last(since if told else at):
            if event.quantity in {FENCE, ACCOMPANIED}:
                walk = self._walk(event)
                walk.fence, walk.accompanied = (
                    (event, walk.accompanied) if event.quantity == FENCE else (walk.fence, event)
                )
            elif event.quantity == ACCURACY:
                self._locator(event).tells_accuracy = True
        catch_up(self, told, at)
        for walk in self._walks.values():
            walk.going_on = None  # an alert that goes on is adopted

    @property
    def due(self) -> datetime | None:
        """When somebody has been outside the locator's fence for too long."""
        return self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take a part of a position, what the locator says of its fence, or that somebody is with the person."""
        walk, quantity = self._walk(event), event.quantity
        if quantity == ACCOMPANIED:
            findings = self._accompany(walk, event)
        elif quantity == FENCE:
            findings = self._cross(walk, event)
        else:
            fix = self._fix(event)
            findings = [] if fix is None else self._move(walk, fix, event)
        self._note_due()
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that somebody has been outside the fence for too long."""
        findings = [
            self._onset(walk, at, walk.since)
            for walk in self._walks.values()
            if walk.since is not None and walk.by_fence and walk.since.time + walk.own.long <= at
        ]
        self._note_due()
        return findings

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:  # noqa: ARG002 - it is told, so it is so
        """Take that this resident is still out."""
        walk = self._of(alert.resident)
        walk.going_on = alert.onset
        walk.stop()
        self._note_due()
        return ()

    def _accompany(self, walk: _Walk, event: Event) -> list[Finding]:
        walk.accompanied = event
        walk.stop()
        if event.value is True:
            return self._end(walk, event.time)
        self._begin_by_fence(walk, event)
        return []

    def _cross(self, walk: _Walk, event: Event) -> list[Finding]:
        walk.fence = event
        if walk.own.places:
            return []
        if event.value is not True:
            walk.stop()
            return self._end(walk, event.time)
        self._begin_by_fence(walk, event)
        return []

    def _begin_by_fence(self, walk: _Walk, event: Event) -> None:
        """Count the minutes from this event on, where the locator's own fence counts and was crossed."""
        crossed = not walk.own.places and walk.fence is not None and walk.fence.value is True
        if crossed and walk.since is None and walk.going_on is None and not walk.is_accompanied(event.time):
            walk.since, walk.by_fence = event, True

    def _move(self, walk: _Walk, fix: Fix, event: Event) -> list[Finding]:
        if fix.off_m > walk.own.accuracy_m or fix.is_at(walk.last):
            return []
        before, walk.last = walk.last, fix
        is_near = before is not None and fix.time - before.time <= walk.own.apart
        if not walk.own.places:
            if before is not None and is_near and fix.kmh_since(before) > walk.own.vehicle_kmh:
                walk.stop()
            else:
                self._begin_by_fence(walk, event)
            return []
        away = walk.own.places.tell(fix)
        if away is False:
            walk.stop()
            return self._end(walk, fix.time)
        if before is not None and is_near and fix.kmh_since(before) > walk.own.vehicle_kmh:
            walk.stop()
        elif away and not walk.is_accompanied(fix.time):
            if walk.since is None or not is_near:
                walk.since = event
            elif walk.going_on is None and fix.time - walk.since.time >= walk.own.long:
                return [self._onset(walk, fix.time, walk.since, event)]
        return []

    def _fix(self, event: Event) -> Fix | None:
        """Put together what is told of one position at one instant: latitude, longitude, then how far it may be off."""
        locator = self._locator(event)
        if event.quantity == LATITUDE:
            locator.latitude, locator.longitude = event, None
            return None
        latitude = locator.latitude
        if latitude is None or latitude.time != event.time:
            return None
        if event.quantity == LONGITUDE:
            locator.longitude = event
            if locator.tells_accuracy:
                return None
            return Fix(event.time, float(latitude.value), float(event.value))
        locator.tells_accuracy = True
        longitude, locator.longitude = locator.longitude, None
        if longitude is None or longitude.time != event.time:
            return None
        return Fix(event.time, float(latitude.value), float(longitude.value), float(event.value))

    def _onset(self, walk: _Walk, at: datetime, *seen: Event) -> Onset:
        walk.going_on = at
        walk.stop()
        return Onset(self.situation, self.household.home, walk.resident, at, seen)

    def _end(self, walk: _Walk, at: datetime) -> list[Finding]:
        onset, walk.going_on = walk.going_on, None
        return [] if onset is None else [End(self.situation, self.household.home, walk.resident, onset, at)]

    def _walk(self, event: Event) -> _Walk:
        return self._of(self.household.resident(event.device, event.time))

    def _of(self, resident: str | None) -> _Walk:
        if resident not in self._walks:
            own = self._own.get(resident or "", WanderingOutdoorsParameters())
            self._walks[resident] = _Walk(resident, own)
        return self._walks[resident]

    def _locator(self, event: Event) -> _Locator:
        return self._locators.setdefault(event.device, _Locator())

    def _note_due(self) -> None:
        dues = (w.since.time + w.own.long for w in self._walks.values() if w.by_fence and w.since is not None)
        self._due = min(dues, default=None)
