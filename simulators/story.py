"""Play a scenario in one home: what its devices tell, and what was true."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from care.clock import is_between
from care.episodes import Episode
from care.quantities import Value
from simulators.devices import KINDS, fittings
from simulators.devices.kind import Device, Fitting, Setting
from simulators.devices.voice import Voice
from simulators.dwellings import DWELLINGS
from simulators.feed import Feed, Told
from simulators.habits import Habits
from simulators.home import Home
from simulators.hours import Hours
from simulators.household import device_id, household
from simulators.kernel import Kernel, Process
from simulators.life import Life
from simulators.needs import fatigue_at
from simulators.playing import Happened, Playing
from simulators.resident import Resident
from simulators.scenario import Scenario, next_time


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
        self._fitted = fittings(self._dwelling, scenario.devices, (0,))
        self.household = household(home, scenario.tz, self._dwelling, self._fitted, ({},))

    @property
    def episodes(self) -> list[Episode]:
        """What was true; complete when the story has been told. A hazard that never ended ends with the story."""
        truth, wanted = self.scenario.truth, self.scenario.expect
        if truth is None:
            return []
        moments = dict(reversed(self._happened))  # the first of each
        hazard_from = moments.get(truth.hazard_from)
        if hazard_from is None:
            return []
        end = moments.get(truth.ends, self.end)
        return [
            Episode(
                home=self.home,
                resident=self.household.residents[0].id,
                label=truth.label,
                hazard_from=hazard_from,
                deadline=hazard_from + wanted.deadline if wanted else end,
                end=end,
            )
        ]

    def feed(self) -> Feed:
        """Give what is to be published."""
        return Feed(self.home, self.start, self.end, self.tell())

    def tell(self) -> Iterator[Told]:
        """Tell it from the start, lazily and in time order; the first readings are every device's state."""
        return self.begin().until(self.end)

    def begin(self) -> Playing:
        """Begin it anew, to be told as far as somebody asks; what they have the resident do changes the rest."""
        happened: Happened = []
        self._happened = happened
        kernel = Kernel()
        hours = Hours(self.start, self.scenario.tz)
        out: deque[Told] = deque()

        def tell(device: str, quantity: str, value: Value) -> None:
            out.append(Told(self.home, device, quantity, hours.moment(kernel.now), value))

        home = Home(self._dwelling)
        said = self.scenario.habits
        in_bed = is_between(self.start, said.bedtime, said.rises, self.scenario.tz)
        fatigue = fatigue_at(
            hours.past(said.bedtime, 0.0) % 24 if in_bed else hours.past(said.rises, 0.0) % 24, asleep=in_bed
        )
        resident = Resident(kernel, home, hours, self._stream("resident"), in_bed=in_bed, fatigue=fatigue)
        for fitting in self._fitted:
            say = partial(tell, device_id(self.home, fitting.entity))
            for quantity, value in self._device(fitting, home, kernel, hours, resident, say).first():
                say(quantity, value)
        kernel.start(Life(resident, Habits(said.bedtime, said.rises, said.goes_out)).live())
        playing = Playing(kernel, hours, resident, out, happened)
        kernel.start(self._script(kernel, hours, playing))
        return playing

    def _device(
        self,
        fitting: Fitting,
        home: Home,
        kernel: Kernel,
        hours: Hours,
        resident: Resident,
        say: "partial[None]",
    ) -> Device:
        """Make one device: its faults and its physics draw from streams of its own."""
        faults = self.scenario.proneness(fitting.kind).chain(self._stream(fitting.entity))
        return KINDS[fitting.kind].make(
            Setting(
                fitting,
                home,
                kernel,
                hours,
                Voice(kernel, say, faults),
                self._stream(f"{fitting.entity} physics"),
                None if fitting.wearer is None else resident,
            )
        )

    def _script(self, kernel: Kernel, hours: Hours, playing: Playing) -> Process:
        """Ask the resident for each step at its time."""
        rng = self._stream("script")
        planned = moment = self.start
        for step in self.scenario.steps:
            if step.at is not None:
                planned = next_time(step.at, planned, self.scenario.tz)
            else:
                planned = moment + (step.after or timedelta(0))
            varied = planned + step.give_or_take * rng.uniform(-1, 1)
            yield max(0.0, (varied - hours.moment(kernel.now)).total_seconds())
            yield from playing.does(step.do)
            moment = hours.moment(kernel.now)

    def _stream(self, entity: str) -> Random:
        return Random(f"{self.seed}/{self.scenario.name}/{entity}")
