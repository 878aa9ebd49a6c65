"""One home's days in a trial of night supervision: somebody sleeps, staff look in, bed mat and camera tell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from alerts.household import Household
from alerts.rules import RULES
from alerts.timeline import Timeline
from care.alerts import End, Onset, Outcome
from care.clock import EPOCH
from care.events import Event
from care.situations import SITUATIONS
from evaluation.remembered import Remembered
from evaluation.trials.simulated.came import CALLED, PLANNED, Call, Lived, Stay
from evaluation.trials.simulated.camera import NOON, Camera, night_of
from simulators.feed import ONLINE, Told
from simulators.playing import Playing
from simulators.staff.day_visits import DayVisits
from simulators.staff.help import CHECK, HELP
from simulators.staff.night_round import NightRound
from simulators.staff.team import sees_after, stream
from simulators.story import Story

RULE: Final = "no_return_to_bed"
"""The built-in rule that runs in these homes all the time, with the solution and without."""
TOLD: Final = "bed_empty_at_check"
"""What the solution itself tells: two looks ten minutes apart saw nobody in bed."""
AGAIN: Final = timedelta(minutes=10)
STEP: Final = timedelta(minutes=15)
"""So often, at night, it is seen whether the rule calls somebody."""
COMES_AFTER: Final = timedelta(minutes=6)
"""A visit begins so long after the look by camera of that hour, at the least."""
SPREAD: Final = timedelta(minutes=20)
NIGHT: Final = (time(22), time(7))
WALKS: Final = (20.0, 150.0)
"""Seconds to a home, least and most."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a home is lived in: the ``household`` as rules know it, and the ids of its camera, and of what carries it.

    ``is_live`` tells of a local day whether the solution is in use in its night.
    """

    household: Household
    camera: str
    connection: str
    solution: str
    is_live: Callable[[date], bool]


def live(story: Story, setting: Setting, effect: float) -> Lived:
    """Live a home's days from the story's start to its end; the same story, setting and effect give the same."""
    return _Days(story, setting, effect).lived()


class _Days:
    def __init__(self, story: Story, setting: Setting, effect: float) -> None:
        self._story = story
        self._setting = setting
        self._zone: ZoneInfo = setting.household.zone
        self._playing: Playing = story.begin()
        self._bed = self._playing.scene.home.beds[0].taken
        self._round = NightRound(effect, f"{story.seed}/round")
        self._day_visits = DayVisits(f"{story.seed}/visits")
        self._rng = stream(str(story.seed), "staff")
        self._camera = Camera(str(story.seed), story.start, story.end, self._zone, setting.is_live)
        self._history = Remembered()
        self._rules = Timeline(setting.household, [RULES[RULE](setting.household)])
        self._rules.start(EPOCH, self._history)
        self._fresh: list[Event] = []
        self._going_on: dict[tuple[str, datetime], Call] = {}
        self._told: set[tuple[str, datetime, object]] = set()
        self._checked: Event | None = None
        self._now = self._lain = story.start
        self._out = Lived(story.home)

    def lived(self) -> Lived:
        first = self._story.start.astimezone(self._zone).date()
        last = (self._story.end - timedelta(hours=12)).astimezone(self._zone).date()
        for number in range((last - first).days):
            self._day(first + timedelta(days=number))
        self._until(self._story.end)
        out = self._out
        out.events.sort(key=lambda event: event.order)
        out.visits.sort(key=lambda one: one.began)
        return out

    def _day(self, day: date) -> None:
        """Live from the noon of ``day`` to the next."""
        self._until(self._at(day, NOON))
        for at, online in self._camera.statuses(day):
            self._keep(self._event(Told(self._story.home, self._setting.connection, ONLINE, at, online)))
        for one in self._day_visits.of(day):
            self._out.visits.append(Stay(self._at(day, one.at), one.minutes, one.contact, PLANNED, night=False))
        self._until(self._at(day, NIGHT[0]))
        for moment, planned in self._night(day):
            self._until(moment)
            if planned is not None:
                self._look_in(day, moment, is_planned=planned)

    def _night(self, day: date) -> Iterator[tuple[datetime, bool | None]]:
        """Give the instants of a night in order: at which staff look (planned or not), or only the rule is asked."""
        planned = set(self._round.planned(day))
        rng = stream(str(self._story.seed), f"hours/{day}")
        looks = [
            (self._night_at(day, hour) + COMES_AFTER + SPREAD * rng.random(), hour in planned)
            for hour in (time(23), time(1), time(3), time(5))
        ]
        steps: list[tuple[datetime, bool | None]] = [*looks]
        moment, morning = self._at(day, NIGHT[0]), self._night_at(day, NIGHT[1])
        while moment <= morning:
            steps.append((moment, None))
            moment += STEP
        yield from sorted(steps, key=lambda step: step[0])

    def _look_in(self, day: date, moment: datetime, *, is_planned: bool) -> None:
        """Let staff look in at this hour, by camera or by going there."""
        is_live = self._setting.is_live(day)
        check, self._checked = self._checked, None
        if is_live and check is not None:
            self._out.looks += 1
            if check.value is not True and not self._bed.value and self._lain >= self._at(day, NIGHT[0]):
                self._tell(moment)
                return
        if not is_planned:
            return
        if is_live and self._round.stays_away(seen=check is not None and check.value is True):
            self._out.spared += 1
            return
        self._go(moment, PLANNED)

    def _go(self, moment: datetime, kind: str) -> Stay:
        looked = self._round.looks_in(in_bed=self._bed.value)
        stay = Stay(moment, looked.minutes, looked.contact, kind, night=True)
        self._out.visits.append(stay)
        if looked.wakes:
            self._playing.ask("goes_to_toilet")
        return stay

    def _tell(self, moment: datetime) -> None:
        """Let the solution look once more, and tell an alert when the bed is still empty."""
        self._until(moment + AGAIN)
        if self._bed.value:
            return
        again = self._event(Told(self._story.home, self._setting.camera, "check.seen", moment + AGAIN, False))
        self._keep(again)
        self._call(self._setting.solution, TOLD, moment + AGAIN, (again,))

    def _call(self, source: str, situation: str, onset: datetime, seen: tuple[Event, ...]) -> Call:
        """Let staff answer an alert and go there; who is out of bed is helped back.

        The rule is asked every quarter of an hour only, and nobody can go back in the story: help may show late.
        """
        answered = onset + sees_after(SITUATIONS[situation].priority, self._rng)
        arrived = answered + timedelta(seconds=self._rng.uniform(*WALKS))
        self._until(arrived)
        is_up = not self._bed.value
        helped = (HELP[situation] if is_up else CHECK).lasts(self._rng)
        closed = arrived + helped
        minutes = (closed - answered) / timedelta(minutes=1)
        contact = helped / timedelta(minutes=1)
        self._out.visits.append(Stay(arrived, round(minutes, 1), round(contact, 1), CALLED, night=True))
        if is_up:
            self._playing.ask("goes_to_bed")
        is_told = source == self._setting.solution
        if self._setting.is_live(night_of(onset, self._zone)):
            self._round.called_out(by_camera=is_told)
        call = Call(
            source,
            situation,
            onset,
            answered,
            arrived,
            closed,
            end=closed if is_told and is_up else None if is_up else arrived,
            outcome=Outcome.TRUE if is_up else Outcome.FALSE,
            minutes=max(1, round(minutes)),
            seen=seen,
        )
        self._out.calls.append(call)
        return call

    def _until(self, moment: datetime) -> None:
        """Let the home live up to ``moment``, and take what it tells; the rule is asked at night only, and acted on."""
        if moment <= self._now:
            return
        self._now = moment
        if self._bed.value:
            self._lain = moment
        for told in self._playing.until(moment):
            event = self._event(told)
            if told.device == self._setting.camera:
                self._take_check(event)
            elif told.quantity != ONLINE:
                self._keep(event)
                self._fresh.append(event)
        fresh, self._fresh = self._fresh, []
        for finding in self._rules.replay(fresh, moment):
            if isinstance(finding, End):
                call = self._going_on.pop((finding.situation, finding.onset), None)
                if call is not None:
                    call.end = finding.time
            elif isinstance(finding, Onset):
                key = (finding.situation, finding.time)
                self._going_on[key] = self._call("rules", finding.situation, finding.time, finding.seen)

    def _take_check(self, event: Event) -> None:
        """Keep what the camera tells where it is in use and online."""
        if not self._camera.tells(event.time):
            return
        self._keep(event)
        if event.quantity == "check.seen":
            self._checked = event

    def _keep(self, event: Event) -> None:
        what = (f"{event.device}/{event.quantity}", event.time, event.value)
        if what not in self._told:  # told twice is once, as in a journal
            self._told.add(what)
            self._out.events.append(event)

    def _event(self, told: Told) -> Event:
        site = self._setting.household.site
        return Event(site, told.home, told.device, told.quantity, told.time, told.value, told.came)

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._zone).astimezone(UTC)

    def _night_at(self, day: date, at: time) -> datetime:
        """Give the instant of a time of the night that begins on ``day``."""
        return self._at(day if at >= NOON else day + timedelta(days=1), at)
