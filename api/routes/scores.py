"""Scores of runs, for programs."""

from typing import Final

from fastapi import Request
from pydantic import JsonValue

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.scores import Scores
from evaluation.solutions.recorded import card_record

routes: Final = Routes("/api/runs", "runs")


@routes.get("/{run}/score", access=may(Right.SEE_RUNS, Of.RUN))
def score(run: str, request: Request) -> dict[str, JsonValue]:
    """Give the score of a run that is done: of the solution, and of the built-in rules that saw the same homes."""
    scores: Scores = request.app.state.scores
    cards = scores.of(run)
    results = cards[0].results
    return {
        "run": results.run,
        "solution": results.solution,
        "version": results.version,
        "plays": len(results.plays),
        "cards": [card_record(card) for card in cards],
        "left_behind": list(results.left_behind),
    }
