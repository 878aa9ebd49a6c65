"""Play a scenario in one home: what its devices tell, and what was true."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from care.clock import Now, wall_now
from care.episodes import Episode
from simulators.answering import Answering
from simulators.devices import fittings
from simulators.dwellings import DWELLINGS
from simulators.feed import Feed, Told
from simulators.home import Home
from simulators.hours import Hours
from simulators.household import device_id, household
from simulators.kernel import Kernel
from simulators.life import Life
from simulators.link import Link
from simulators.moving_in import bodies, devices, let_things_go_wrong
from simulators.playing import Happened, Playing
from simulators.scenario import Scenario
from simulators.scene import Scene
from simulators.script import Script
from simulators.truths import episodes_of
from simulators.visits import callers, visits


class Story:
    """A scenario as it goes in one home with one seed: the same of all three is the same to the byte.

    What happens hangs on scenario and seed alone; another home is another name for the same.
    ``start`` (aware) moves it to another time; the steps happen when the clock next shows their times.
    """

    def __init__(self, scenario: Scenario, home: str, seed: int | str, start: datetime | None = None) -> None:
        self.scenario = scenario
        self.home = home
        self.seed = seed
        self.start = (start or scenario.start).astimezone(UTC)
        self.end = self.start + scenario.lasts
        self._happened: Happened = []
        self._dwelling = DWELLINGS[scenario.home]
        self._fitted = fittings(self._dwelling, scenario.kits, range(len(scenario.people)))
        self.household = household(
            home, scenario.tz, self._dwelling, self._fitted, [one.parameters for one in scenario.people]
        )

    @property
    def happened(self) -> Happened:
        """Which steps happened when, in order, as far as the story has been told."""
        return list(self._happened)

    @property
    def episodes(self) -> list[Episode]:
        """What was true; complete when the story has been told. A hazard that never ended ends with the story."""
        return episodes_of(
            self.scenario,
            self._happened,
            home=self.home,
            residents=[resident.id for resident in self.household.residents],
            start=self.start,
            end=self.end,
        )

    def feed(self, now: Now = wall_now) -> Feed:
        """Give what is to be published; ``now`` tells whether a command comes too late, for commands go by the wall."""
        playing = self.begin()
        obey = Answering(playing.scene, self.home, now).take
        return Feed(self.home, self.start, self.end, playing.until(self.end), obey)

    def tell(self) -> Iterator[Told]:
        """Tell it from the start, lazily and in order of arrival; the first readings are every device's state."""
        return self.begin().until(self.end)

    def begin(self) -> Playing:
        """Begin it anew, to be told as far as somebody asks; what they have the resident do changes the rest."""
        self._happened = []
        kernel = Kernel()
        hours = Hours(self.start, self.scenario.tz)
        home = Home(self._dwelling)
        link = Link(
            kernel,
            hours.moment,
            self.home,
            self.household.connection,
            self._stream("link"),
            self.scenario.link.carriage,
        )
        lived = bodies(self.scenario, self.start, kernel, home, hours, self._stream)
        residents = tuple(resident for resident, _ in lived)
        fitted = devices(self.scenario, self.home, self._fitted, residents, link, hours, self._stream)
        for one in fitted:
            for quantity, value in one.device.first():
                link.begin(device_id(self.home, one.fitting.entity), quantity, value)
        for resident, individual in lived:
            kernel.start(Life(resident, individual.habits).live())
        scene = Scene(kernel, hours, home, link, residents, tuple(fitted), self._stream("home"))
        playing = Playing(scene, self._happened)
        Script(self.scenario, self.start, playing, self._stream("script"), self._stream("script dice")).begin()
        let_things_go_wrong(self.scenario, scene, self._stream)
        days = self.scenario.lasts // timedelta(days=1) + 1
        for visitor in self.scenario.visitors:
            kernel.start(visits(scene, visitor, self.start, days, self._stream))
        if self.scenario.noise.callers_a_day:
            kernel.start(callers(scene, self.scenario.noise.callers_a_day, self._stream("callers")))
        return playing

    def _stream(self, entity: str) -> Random:
        return Random(f"{self.seed}/{self.scenario.name}/{entity}")
