"""Scores of runs, reckoned once while nothing is moved: a page, its plots and its timelines ask for the same."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from api.platform import Platform
from care.errors import NotFound
from evaluation.solutions.results import KIND, Results
from evaluation.solutions.scored import Card, score_card
from store.registry import Run, RunState

KEPT: Final = 8
OFFERED: Final = 20
"""So many other runs are offered to be compared with."""


@dataclass(slots=True)
class Scores:
    """Reads what runs left behind, and keeps the newest."""

    platform: Platform
    _kept: dict[tuple[str, int], tuple[Card, ...]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, run: str) -> tuple[Card, ...]:
        """Give the cards of a run: the solution's, then the baseline's.

        Raises NotFound, and Conflict for a run that has no score (yet).
        """
        registry = self.platform.registry
        key = (run, registry.alerts.last_move())
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            results = Results.read(registry, run)
            found = tuple(score_card(results, source) for source in results.sources)
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > KEPT:
                    del self._kept[next(iter(self._kept))]
        return found

    def name(self, results: Results) -> str:
        """Give what people call the solution of a run; its id when it is not there any more."""
        try:
            return self.platform.registry.solutions.get(results.solution).name
        except NotFound:
            return results.solution

    def others(self, results: Results) -> list[Run]:
        """Give other runs of the same solution that are done, the newest first."""
        runs = self.platform.registry.runs.of_solution(results.solution)
        return [
            run
            for run in runs
            if run.id != results.run
            and run.kind == KIND
            and run.state is RunState.DONE
            and run.organisation == results.organisation
        ][:OFFERED]
