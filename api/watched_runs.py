"""What a run's page rests on, gathered from the registry and the site's journal; and its stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from api.parts_stream import PartStreams
from api.platform import Platform
from care.errors import NotFound
from care.events import TICK
from dashboards.directory import Directory
from dashboards.rendering import render
from dashboards.tongue import tongue
from dashboards.trying import titles
from dashboards.watching import MOST_HOMES, Facts, Lived, Watched, watched
from evaluation.solutions.results import Play
from store.registry import Run

PARTS: Final = {"how": "run_how.html", "homes": "run_homes.html", "home": "run_home.html"}
"""What the stream swaps, by the id of its element, and its template."""


@dataclass(frozen=True, slots=True)
class RunView:
    """Whose page of which run: the language, the home that is looked into, and whether the reader may stop it."""

    run: str
    language: str
    home: str
    may_stop: bool


def facts_of(here: Platform, view: RunView) -> Facts:
    """Gather what is known of a run by now; raises NotFound."""
    run = here.registry.runs.get(view.run)
    plays = plays_of(run)
    if not plays:
        return Facts(run, solution=_name(here, run))
    reader = here.reader(str(run.spec["site"]))
    judged = reader.judged()
    shown = plays[:MOST_HOMES]
    chosen = next((play for play in plays if play.home == view.home), plays[0])
    if chosen not in shown:
        shown = [chosen, *shown[:-1]]
    truth = here.registry.episodes.of_run(run.id)
    alerts = here.registry.alerts
    return Facts(
        run=run,
        solution=_name(here, run),
        homes=[
            Lived(
                play,
                alerts.of_home(play.home, shadows=True),
                alerts.told(play.home),
                [episode for episode in truth if episode.home == play.home],
                judged.get(play.home),
            )
            for play in shown
        ],
        of_all=len(plays),
        chosen=chosen.home,
        latest=[event for event in reader.latest(chosen.home) if event.quantity != TICK],
        wall=(run.finished or here.now()) - (run.started or run.created),
    )


def plays_of(run: Run) -> list[Play]:
    """Give what is played in a try; nothing for other runs, and before it has begun."""
    plays = (run.result or {}).get("plays")
    try:
        return [Play.model_validate(play) for play in plays] if isinstance(plays, list) else []
    except ValidationError:
        return []


def _name(here: Platform, run: Run) -> str:
    try:
        return here.registry.solutions.get(str(run.spec["solution"])).name if "solution" in run.spec else ""
    except NotFound:
        return str(run.spec["solution"])


def show(here: Platform, directory: Directory, view: RunView) -> Watched:
    """Lay out the page as it is now."""
    directory.refresh()
    found = facts_of(here, view)
    words = tongue(view.language)
    return watched(found, directory, words, titles(words), zone_of(here, found.run))


def zone_of(here: Platform, run: Run) -> ZoneInfo:
    """Give the zone in which a run's times are said: its site's."""
    try:
        return here.registry.places.site(str(run.spec["site"])).tz if "site" in run.spec else ZoneInfo("UTC")
    except NotFound:  # it was never played
        return ZoneInfo("UTC")


class RunStreams(PartStreams[RunView]):
    """All open pages of runs in this process; ``run`` must run for them to move."""

    def __init__(self, platform: Platform, directory: Directory) -> None:
        super().__init__(platform, _RunPage(platform, directory))


class _RunPage:
    """A run's page in its parts."""

    def __init__(self, platform: Platform, directory: Directory) -> None:
        self._platform = platform
        self._directory = directory

    def home(self, view: RunView) -> tuple[str, str]:
        """Give the run's site; its times come with its parts, by no clock of the page."""
        return str(self._platform.registry.runs.get(view.run).spec.get("site", "")), ""

    def told(self, view: RunView) -> object:
        """Give how the run is, the newest move, and how far the homes have been judged."""
        run = self._platform.registry.runs.get(view.run)
        if not plays_of(run):
            return run.state, run.progress
        seen = self._platform.reader(str(run.spec["site"])).last_seq()
        return run.state, run.progress, self._platform.registry.alerts.last_move(), seen

    def parts(self, view: RunView) -> Mapping[str, str]:
        """Render the parts."""
        shown = show(self._platform, self._directory, view)
        return {
            name: render(template, view.language, watched=shown, may_stop=view.may_stop)
            for name, template in PARTS.items()
        }
