"""The page of a run's score, its plots, and each of its homes on a timeline."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import Query, Request
from starlette.responses import Response

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.pages.frame import page, tongue_of
from api.scores import Scores
from care.errors import NotFound
from dashboards import score_plots
from dashboards.directory import Directory
from dashboards.figures_said import shown_comparison, source_words
from dashboards.findings import A_PAGE, Kind, findings
from dashboards.load_plots import may_draw
from dashboards.scored import shown_score
from dashboards.tried_home import span_of, tried_home
from evaluation.solutions.compared import against_baseline, compare
from store.registry import Run

routes: Final = Routes()

BEFORE: Final = timedelta(days=1)
"""So far before a span events are read, to tell which states were on when it began."""

At = Annotated[datetime | None, Query(description="The moment to show, as ISO 8601 with its zone.")]


@routes.get("/runs/{run}/score", access=may(Right.SEE_RUNS, Of.RUN), include_in_schema=False)
def score(request: Request, run: str, here: Here, against: str = "") -> Response:
    """Show how well a run's solution told what happened, beside the built-in rules, and beside another run."""
    scores: Scores = request.app.state.scores
    words = tongue_of(request)
    cards = scores.of(run)
    results = cards[0].results
    name, zone = scores.name(results), here.registry.places.site(results.site).tz
    others = scores.others(results)
    beside = None
    if against:
        if against not in {one.id for one in others}:
            raise NotFound(f"There is no run '{against}' of this solution to compare with.")
        other = scores.of(against)[0].results
        names = tuple(f"{name} {one.version} ({one.run})" for one in (results, other))
        beside = shown_comparison(compare(results, other), (names[0], names[1]), words)
    return page(
        request,
        "score.html",
        run=run,
        results=results,
        score=shown_score(cards, against_baseline(results), name, words, zone),
        others=[(one.id, _offered(one, words.moment(one.created, zone))) for one in others],
        against=against,
        beside=beside,
        plots=[(plot, words.say(score_plots.PLOT_WORDS[plot])) for plot in score_plots.plots_of(cards)],
        drawn=may_draw(),
    )


@routes.get("/runs/{run}/score/{plot}", access=may(Right.SEE_RUNS, Of.RUN), include_in_schema=False)
def plot(request: Request, run: str, plot: str, dark: bool = False) -> Response:
    """Draw one plot of it as SVG."""
    scores: Scores = request.app.state.scores
    cards = scores.of(run)
    if plot not in score_plots.plots_of(cards) or not may_draw():
        raise NotFound(f"There is no plot '{plot}'.")
    svg = score_plots.plot(plot, cards, scores.name(cards[0].results), tongue_of(request), dark=dark)
    return Response(svg, media_type="image/svg+xml")


@routes.get("/runs/{run}/findings", access=may(Right.SEE_RUNS, Of.RUN), include_in_schema=False)
def all_findings(
    request: Request,
    run: str,
    here: Here,
    kind: Kind = Kind.MISSED,
    source: str = "",
    skip: Annotated[int, Query(alias="from", ge=0)] = 0,
) -> Response:
    """List all that one source missed, told too late or told in vain; each opens as a timeline."""
    scores: Scores = request.app.state.scores
    cards = {card.source: card for card in scores.of(run)}
    card = cards.get(source or next(iter(cards)))
    if card is None:
        raise NotFound(f"Nobody called '{source}' told anything in this run.")
    words = tongue_of(request)
    name = source_words(card.source, scores.name(card.results), words)
    zone = here.registry.places.site(card.results.site).tz
    found = findings(card, kind, name, words, zone, skip=skip, most=A_PAGE)
    return page(request, "findings.html", run=run, found=found)


@routes.get("/runs/{run}/homes/{home}", access=may(Right.SEE_RUNS, Of.RUN), include_in_schema=False)
def home(
    request: Request,
    run: str,
    home: str,
    here: Here,
    at: At = None,
    skip: Annotated[int, Query(alias="from", ge=0)] = 0,
) -> Response:
    """Show one of its homes on a timeline: what was told and what happened, with the alerts of both in own lanes."""
    scores: Scores = request.app.state.scores
    directory: Directory = request.app.state.directory
    directory.refresh()
    cards = scores.of(run)
    results = cards[0].results
    play = results.play(home)
    if play is None:
        raise NotFound(f"There is no home '{home}' in this run.")
    card = directory.card(home)
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=card.zone)
    span = span_of(play, at)
    events = here.reader(results.site).span(home, span.start - BEFORE, span.end)
    shown = tried_home(card, cards, scores.name(results), play, span, events, tongue_of(request), skip)
    return page(request, "tried_home.html", run=run, home=card.home, zone=card.zone, shown=shown, at=at)


def _offered(run: Run, when: str) -> str:
    version = run.spec.get("version")
    return f"{version} · {when}" if version else when
