"""What it costs to score many nights."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.figure import Figure
from care.alerts import Alert, State
from care.episodes import Episode
from care.situations import Priority
from evaluation.scoring import score

NIGHTS = 2_000
START = datetime(2026, 1, 1, tzinfo=UTC)


def measure() -> Iterator[Figure]:
    """Score one episode and two alerts a night, in 20 homes."""
    rng = Random("scoring")
    episodes: list[Episode] = []
    alerts: list[Alert] = []
    for night in range(NIGHTS):
        home, hazard = f"h{night % 20}", START + timedelta(days=night // 20, hours=2)
        episodes.append(
            Episode(
                home=home,
                label="fall",
                hazard_from=hazard,
                deadline=hazard + timedelta(minutes=15),
                end=hazard + timedelta(hours=1),
            )
        )
        for _ in range(2):
            onset = hazard + timedelta(minutes=rng.uniform(-30, 90))
            alerts.append(
                Alert(
                    id=str(len(alerts)),
                    source="rules",
                    site="s",
                    home=home,
                    resident=None,
                    situation="fall",
                    priority=Priority.HIGH,
                    onset=onset,
                    state=State.UNACKNOWLEDGED,
                    version=1,
                    raised=onset,
                )
            )
    early = grace = timedelta(minutes=5)
    score(alerts[:2], episodes[:1], early=early, grace=grace, monitored=timedelta(weeks=1))  # imports scipy
    before = time.process_time()
    score(alerts, episodes, early=early, grace=grace, monitored=timedelta(days=NIGHTS))
    yield Figure("score 2,000 nights", time.process_time() - before, "s CPU", "4,000 alerts, 20 homes")
