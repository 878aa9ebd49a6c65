"""Random cases against mir_eval's matching (most matches) and against every possible pairing (least delay)."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import numpy as np
import pytest
from mir_eval.util import match_events

from care.alerts import Alert, State
from care.episodes import Episode
from care.situations import Priority
from evaluation.scoring import Match, Window, match

START = datetime(2026, 2, 3, tzinfo=UTC)
WINDOW = Window(early=timedelta(minutes=5), grace=timedelta(minutes=10))


def drawn(rng: Random, alerts: int, episodes: int, hours: int = 12) -> tuple[list[Alert], list[Episode]]:
    homes, kinds = ("h1", "h2", "h3"), ("fall", "left_home_at_night")

    def moment() -> datetime:
        return START + timedelta(seconds=rng.randrange(hours * 3600))

    told = []
    for number in range(alerts):
        onset = moment()
        told.append(
            Alert(
                id=f"a{number}",
                source="rules",
                site="s1",
                home=rng.choice(homes),
                resident=None,
                situation=rng.choice(kinds),
                priority=Priority.HIGH,
                onset=onset,
                state=State.UNACKNOWLEDGED,
                version=1,
                raised=onset,
            )
        )
    happened = []
    for _ in range(episodes):
        hazard = moment()
        happened.append(
            Episode(
                home=rng.choice(homes),
                label=rng.choice(kinds),
                hazard_from=hazard,
                deadline=hazard + timedelta(minutes=rng.randint(1, 20)),
                end=hazard + timedelta(minutes=rng.randint(1, 60)),
            )
        )
    return told, happened


def total(pairs: tuple[Match, ...]) -> timedelta:
    return sum((pair.delay for pair in pairs), timedelta(0))


@pytest.mark.parametrize("seed", range(60))
def test_as_many_are_matched_as_mir_eval_can_match_and_never_one_twice(seed: int) -> None:
    rng = Random(f"most/{seed}")
    alerts, episodes = drawn(rng, rng.randint(0, 120), rng.randint(0, 120))
    pairs = match(alerts, episodes, WINDOW)
    far = np.array([[not WINDOW.admits(a, e) for a in alerts] for e in episodes], dtype=float)
    oracle = (
        match_events(np.arange(len(episodes)), np.arange(len(alerts)), 0.5, distance=lambda _ref, _est: far)
        if alerts and episodes
        else []
    )
    assert len(pairs) == len(oracle)
    assert len({pair.alert.id for pair in pairs}) == len({id(pair.episode) for pair in pairs}) == len(pairs)
    assert all(WINDOW.admits(pair.alert, pair.episode) for pair in pairs)


@pytest.mark.parametrize("seed", range(60))
def test_no_other_pairing_has_more_matches_or_as_many_with_less_delay(seed: int) -> None:
    rng = Random(f"least/{seed}")
    alerts, episodes = drawn(rng, 5, rng.randint(1, 5), hours=1)
    pairs = match(alerts, episodes, WINDOW)
    every = [
        tuple(Match(a, e) for a, e in zip(order, episodes, strict=True) if WINDOW.admits(a, e))
        for order in permutations(alerts, len(episodes))
    ]
    assert (len(pairs), -total(pairs)) == max((len(those), -total(those)) for those in every)


@pytest.mark.parametrize("seed", range(20))
def test_the_order_in_which_they_are_given_changes_nothing(seed: int) -> None:
    rng = Random(f"order/{seed}")
    alerts, episodes = drawn(rng, 40, 40, hours=3)
    once = match(alerts, episodes, WINDOW)
    rng.shuffle(alerts)
    rng.shuffle(episodes)
    assert match(alerts, episodes, WINDOW) == once
