"""A run's score in words: each figure of the solution beside the built-in rules, and every miss and false alarm."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from care.situations import SITUATIONS
from dashboards.figures_said import Said, ShownComparison, ShownFigure, alone, said, shown_comparison, source_words
from dashboards.findings import Findings, Kind, findings
from dashboards.plays import level_words, scenario_words
from dashboards.tongue import Tongue
from evaluation.solutions.compared import Comparison
from evaluation.solutions.results import Results
from evaluation.solutions.scored import Card, Part


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario, level or situation, by one source: its figures as cells, in the order of FIGURE_WORDS."""

    name: str
    source: str
    plays: int
    cells: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """What was told on time of each scenario at each level: a column for each level and source, a row a scenario."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Said | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class ShownScore:
    """The page's parts."""

    name: str
    asked: str
    sentences: tuple[str, ...]
    beside: ShownComparison | None
    alone: tuple[ShownFigure, ...]
    by_scenario: tuple[Row, ...]
    by_level: tuple[Row, ...]
    by_situation: tuple[Row, ...]
    grid: Grid | None
    findings: tuple[Findings, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]


def shown_score(
    cards: Sequence[Card], beside: Comparison | None, name: str, tongue: Tongue, zone: ZoneInfo
) -> ShownScore:
    """Say a score; ``cards`` are of the solution, then of the baseline, ``name`` is what people call the solution."""
    results = cards[0].results
    names = {card.source: source_words(card.source, name, tongue) for card in cards}
    several = len(cards) > 1
    return ShownScore(
        name=names[cards[0].source],
        asked=_asked(results, tongue),
        sentences=tuple(_sentence(names[card.source], card.total, tongue) for card in cards),
        beside=shown_comparison(beside, (names[cards[0].source], names[cards[-1].source]), tongue)
        if beside is not None and several
        else None,
        alone=() if several else tuple(alone(cards[0].total, tongue)),
        by_scenario=_rows(cards, names, lambda card: card.by_scenario, tongue),
        by_level=_rows(cards, names, lambda card: card.by_level, tongue) if len(cards[0].levels) > 1 else (),
        by_situation=_rows(cards, names, lambda card: card.by_situation, tongue) if len(results.situations) > 1 else (),
        grid=_grid(cards, names, tongue) if len(cards[0].levels) > 1 and len(cards[0].scenarios) > 1 else None,
        findings=tuple(
            found
            for card in cards
            for kind in Kind
            if (found := findings(card, kind, names[card.source], tongue, zone)).count
        ),
        left_out=tuple(_left_out(card, names[card.source], tongue) for card in cards if card.left_out),
        notes=results.left_behind,
    )


def _rows(
    cards: Sequence[Card],
    names: Mapping[str, str],
    parts: Callable[[Card], Sequence[Part]],
    tongue: Tongue,
) -> tuple[Row, ...]:
    together = zip(*([(card, part) for part in parts(card)] for card in cards), strict=True)
    return tuple(
        Row(
            _named(part, tongue),
            names[card.source],
            part.plays,
            tuple(said(name, one, tongue) for name, one in part.figures.items()),
        )
        for both in together
        for card, part in both
    )


def _grid(cards: Sequence[Card], names: Mapping[str, str], tongue: Tongue) -> Grid:
    levels, scenarios = cards[0].levels, cards[0].scenarios
    told = {
        (part.scenario, part.level, card.source): part.recall for card in cards for part in card.by_scenario_and_level
    }
    return Grid(
        tuple(f"{level_words(level, tongue)}: {names[card.source]}" for level in levels for card in cards),
        tuple(
            (
                scenario_words(scenario, tongue),
                tuple(
                    None if found is None else said("recall", found, tongue)
                    for found in (told.get((scenario, level, card.source)) for level in levels for card in cards)
                ),
            )
            for scenario in scenarios
        ),
    )


def _named(part: Part, tongue: Tongue) -> str:
    if part.scenario is not None:
        return scenario_words(part.scenario, tongue)
    if part.level is not None:
        return level_words(part.level, tongue)
    situation = part.situation or ""
    return tongue.say(SITUATIONS[situation].words) if situation in SITUATIONS else situation


def _asked(results: Results, tongue: Tongue) -> str:
    plays = tongue.count("{n} play", "{n} plays", len(results.plays))
    scenarios = tongue.count("{n} scenario", "{n} scenarios", len({play.scenario for play in results.plays}))
    levels = ", ".join(level_words(level, tongue) for level in dict.fromkeys(play.level for play in results.plays))
    parts = [plays, scenarios, levels]
    if results.version:
        parts.insert(0, tongue.say("version {version}", version=results.version))
    if results.seed:
        parts.append(tongue.say("seed {seed}", seed=results.seed))
    if results.acted:
        parts.append(tongue.say("acted by people"))
    return " · ".join(part for part in parts if part)


def _sentence(name: str, total: Part, tongue: Tongue) -> str:
    scored = total.score
    return tongue.say(
        "{name}: {on_time} of {all} told on time, {late} too late, {missed} missed; {false} in {weeks} resident-weeks.",
        name=name,
        on_time=sum(pair.on_time for pair in scored.matches),
        all=len(scored.matches) + len(scored.missed),
        late=sum(not pair.on_time for pair in scored.matches),
        missed=len(scored.missed),
        false=tongue.count("{n} false alarm", "{n} false alarms", len(scored.false)),
        weeks=tongue.number(scored.monitored / timedelta(weeks=1)),
    )


def _left_out(card: Card, name: str, tongue: Tongue) -> str:
    listed = ", ".join(
        f"{tongue.say(SITUATIONS[what].words) if what in SITUATIONS else what} ×{number}"
        for what, number in sorted(card.left_out.items())
    )
    return tongue.say("{name}: {listed}", name=name, listed=listed)
