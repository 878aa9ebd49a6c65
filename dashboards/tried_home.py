"""One home of a run on a timeline: what was told and what happened, what the solution and the rules said of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from care.episodes import Episode
from care.events import TICK, Event
from care.situations import SITUATIONS
from care.solutions import BASELINE
from dashboards import home
from dashboards.directory import HomeCard
from dashboards.figures_said import source_words, spelled
from dashboards.lanes import Span
from dashboards.plays import level_words, scenario_words
from dashboards.timeline import Mark, Picture, Track, picture
from dashboards.tongue import Tongue, message
from evaluation.solutions.results import Play, Results, ToldAlert
from evaluation.solutions.scored import Came, Card

ALERT: Final = "alert"
"""The quantity under which what solutions tell is kept; it has a lane of its own."""

AROUND: Final = timedelta(hours=3)
"""So much is shown on either side of a moment that is asked for."""

AFTER: Final = timedelta(minutes=30)
"""So much after the end of a play may be shown."""

WHOLE: Final = timedelta(hours=26)
"""Up to so much a play is shown as a whole."""

MOST_MARKS: Final = 60
"""So many alerts of one source are drawn; the words beneath have all."""

MOST_FALSE: Final = 20
"""So many false alarms of a home are listed."""

CAME_WORDS: Final = {
    Came.ON_TIME: message("on time"),
    Came.LATE: message("too late"),
    Came.DUPLICATE: message("told again"),
    Came.FALSE: message("false alarm"),
    Came.LEFT_OUT: message("not scored"),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """Something true, in words, and what each source told of it: (source, what, whether it was told on time)."""

    words: str
    told: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class TriedHome:
    """The page's parts. ``earlier`` and ``later`` are moments to ask for, None where there is nothing more."""

    scenario: str
    level: str
    span: str
    happened: tuple[Happened, ...]
    false: tuple[tuple[str, str], ...]
    picture: Picture
    lines: tuple[tuple[str, str, str, str], ...]
    skipped: int
    count: int
    earlier: datetime | None
    later: datetime | None
    is_part: bool

    @property
    def more(self) -> int | None:
        """How many lines are passed over by the page that goes on from here; None when this is the last."""
        reached = self.skipped + len(self.lines)
        return reached if reached < self.count else None


def span_of(play: Play, at: datetime | None) -> Span:
    """Give what is shown: the whole play, its first part where it is long, or what is around a moment."""
    start, end = play.start.astimezone(UTC), play.end.astimezone(UTC)
    if at is None:
        return Span(start, min(end, start + WHOLE) if end - start > WHOLE else end)
    at = min(max(at.astimezone(UTC), start), end)
    return Span(max(start, at - AROUND), min(end + AFTER, at + AROUND))


def tried_home(
    card: HomeCard,
    cards: Sequence[Card],
    name: str,
    play: Play,
    span: Span,
    events: Sequence[Event],
    tongue: Tongue,
    skip: int = 0,
) -> TriedHome:
    """Lay out a span of a play. ``events`` begin early enough before it to tell which states were on."""
    results = cards[0].results
    shown = [event for event in events if event.quantity not in {ALERT, TICK}]
    truth = [episode for episode in results.truth if episode.home == play.home]
    tracks = [Track(tongue.say("What was true"), "truth", tuple(_truths(truth, span, card, tongue)))]
    for one in cards:
        kind = "rules" if one.source == BASELINE else "ours"
        told = _of(results, one.source, play)
        marks = tuple(_marks(one, told, span, card, tongue))
        label = source_words(one.source, name, tongue)
        if len(marks) > MOST_MARKS:
            label = tongue.say("{name} · the first {n} of {all}", name=label, n=MOST_MARKS, all=len(marks))
        tracks.append(Track(label, kind, marks[:MOST_MARKS]))
    lines = sorted(
        (
            *_told(card, [event for event in shown if span.start <= event.time < span.end], tongue),
            *_true(card, truth, span, tongue),
            *(line for one in cards for line in _alerted(card, one, play, span, name, tongue)),
        ),
        key=lambda line: line[0],
    )
    return TriedHome(
        scenario=scenario_words(play.scenario, tongue),
        level=level_words(play.level, tongue),
        span=f"{tongue.moment(span.start, card.zone)} – {tongue.moment(span.end, card.zone)}",
        happened=tuple(_happened(episode, cards, name, card, tongue) for episode in truth),
        false=tuple(islice(_false(cards, name, play, card, tongue), MOST_FALSE)),
        picture=picture(card, span, shown, [], tongue, now=span.end, tracks=tracks),
        lines=tuple(line[1:] for line in lines[skip : skip + home.MOST_LISTED]),
        skipped=skip,
        count=len(lines),
        earlier=span.start - AROUND + timedelta(minutes=1) if span.start > play.start else None,
        later=span.end + AROUND - timedelta(minutes=1) if span.end < play.end else None,
        is_part=span.start > play.start or span.end < play.end,
    )


_Line = tuple[datetime, str, str, str, str]


def _of(results: Results, source: str, play: Play) -> list[ToldAlert]:
    return [one for one in results.alerts[source] if one.home == play.home]


def _situation(name: str, tongue: Tongue) -> str:
    return tongue.say(SITUATIONS[name].words) if name in SITUATIONS else name


def _truths(truth: Sequence[Episode], span: Span, card: HomeCard, tongue: Tongue) -> Iterator[Mark]:
    for episode in truth:
        if episode.hazard_from < span.end and episode.end >= span.start:
            x = span.share(episode.hazard_from)
            begun = episode.hazard_from >= span.start
            yield Mark(x, round(span.share(episode.end) - x, 3), begun, _what(episode, card, tongue))


def _marks(card: Card, told: Sequence[ToldAlert], span: Span, home_card: HomeCard, tongue: Tongue) -> Iterator[Mark]:
    for one in told:
        over = max(one.ended or one.told, one.told)
        if one.told < span.end and over >= span.start:
            x = span.share(one.told)
            begun = one.told >= span.start
            yield Mark(x, round(span.share(over) - x, 3), begun, _alert(card, one, home_card, tongue))


def _what(episode: Episode, card: HomeCard, tongue: Tongue) -> str:
    return tongue.say(
        "{situation}: from {begun}, help is on time until {deadline}, over {over}",
        situation=_situation(episode.label, tongue),
        begun=tongue.moment(episode.hazard_from, card.zone),
        deadline=tongue.clock(episode.deadline, card.zone),
        over=tongue.clock(episode.end, card.zone),
    )


def _alert(card: Card, one: ToldAlert, home_card: HomeCard, tongue: Tongue) -> str:
    parts = [f"{tongue.moment(one.told, home_card.zone)} {_situation(one.situation, tongue)}"]
    parts.append(tongue.say(CAME_WORDS[card.came[one.id]]))
    if one.told - one.onset >= timedelta(minutes=1):
        parts.append(tongue.say("says since {time}", time=tongue.clock(one.onset, home_card.zone)))
    if one.withdrawn:
        parts.append(tongue.say("taken back"))
    return ", ".join(parts)


def _happened(episode: Episode, cards: Sequence[Card], name: str, home_card: HomeCard, tongue: Tongue) -> Happened:
    told = []
    for card in cards:
        pair = next((pair for pair in card.total.score.matches if pair.episode is episode), None)
        source = source_words(card.source, name, tongue)
        if pair is None:
            told.append((source, tongue.say("missed"), False))
            continue
        early = pair.delay < timedelta(0)
        after = tongue.say(
            message("{age} before") if early else message("{age} after"), age=spelled(pair.delay, tongue)
        )
        how = tongue.say(CAME_WORDS[Came.ON_TIME if pair.on_time else Came.LATE])
        said = f"{tongue.clock(pair.alert.onset, home_card.zone)} ({after}), {how}"
        told.append((source, said, pair.on_time))
    return Happened(_what(episode, home_card, tongue), tuple(told))


def _false(
    cards: Sequence[Card], name: str, play: Play, home_card: HomeCard, tongue: Tongue
) -> Iterator[tuple[str, str]]:
    for card in cards:
        for one in _of(card.results, card.source, play):
            if card.came[one.id] is Came.FALSE:
                yield source_words(card.source, name, tongue), _alert(card, one, home_card, tongue)


def _told(card: HomeCard, events: Sequence[Event], tongue: Tongue) -> Iterator[_Line]:
    for event in sorted(events, key=lambda event: event.order):
        clock, device, what = home.said(card, event, tongue)
        yield (event.time, clock, device, what, "")


def _true(card: HomeCard, truth: Sequence[Episode], span: Span, tongue: Tongue) -> Iterator[_Line]:
    who = tongue.say("What was true")
    for episode in truth:
        words = _situation(episode.label, tongue)
        for at, text in (
            (episode.hazard_from, message("{situation}: dangerous from here on")),
            (episode.deadline, message("{situation}: until here help is on time")),
            (episode.end, message("{situation}: over")),
        ):
            if span.start <= at < span.end:
                yield (at, _seconds(at, card), who, tongue.say(text, situation=words), "truth")


def _alerted(card: HomeCard, one: Card, play: Play, span: Span, name: str, tongue: Tongue) -> Iterator[_Line]:
    kind = "rules" if one.source == BASELINE else "ours"
    for told in _of(one.results, one.source, play):
        if span.start <= told.told < span.end:
            source = source_words(one.source, name, tongue)
            yield (told.told, _seconds(told.told, card), source, _alert(one, told, card, tongue), kind)


def _seconds(moment: datetime, card: HomeCard) -> str:
    return moment.astimezone(card.zone).strftime("%H:%M:%S")
