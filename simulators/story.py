"""Play a scenario in one home: who lives there, what the devices tell, and what was true."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from care.clock import is_between
from care.episodes import Episode
from care.people import Device, Resident, Room, Spot
from care.quantities import Value
from simulators.feed import Feed, Told
from simulators.habits import Habits
from simulators.home import FITTINGS, ROOMS, Flat
from simulators.hours import Hours
from simulators.kernel import Kernel, Process
from simulators.life import Life
from simulators.needs import fatigue_at
from simulators.resident import Errand
from simulators.resident import Resident as Body
from simulators.scenario import Scenario, next_time


class Placed(NamedTuple):
    """A device, what it stands for, and the id of its room (none when worn)."""

    device: Device
    spot: Spot
    room: str | None


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives in a home and what is in it, as the registry wants to know it."""

    zone: ZoneInfo
    connection: str
    rooms: list[Room]
    residents: list[Resident]
    devices: list[Placed]


def opaque(prefix: str, *parts: str) -> str:
    """Make an id that says nothing, the same for the same parts anywhere."""
    return f"{prefix}-{blake2b('/'.join(parts).encode(), digest_size=8).hexdigest()}"


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
        self._happened: list[tuple[str, datetime]] = []
        self._ids = {fitting.entity: opaque("d", home, fitting.entity) for fitting in FITTINGS}
        self.household = self._household()

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
        happened: list[tuple[str, datetime]] = []
        self._happened = happened
        kernel = Kernel()
        hours = Hours(self.start, self.scenario.tz)
        out: deque[Told] = deque()
        ids, home = self._ids, self.home

        def tell(entity: str, quantity: str, value: Value) -> None:
            out.append(Told(home, ids[entity], quantity, hours.moment(kernel.now), value))

        flat = Flat(kernel, self._stream, tell, self.scenario.faults.proneness())
        said = self.scenario.habits
        in_bed = is_between(self.start, said.bedtime, said.rises, self.scenario.tz)
        fatigue = fatigue_at(
            hours.past(said.bedtime, 0.0) % 24 if in_bed else hours.past(said.rises, 0.0) % 24, asleep=in_bed
        )
        body = Body(kernel, flat, hours, self._stream("resident"), in_bed=in_bed, fatigue=fatigue)
        flat.tell_first()
        yield from out
        out.clear()
        kernel.start(Life(body, Habits(said.bedtime, said.rises, said.goes_out)).live())
        kernel.start(self._script(kernel, body, hours, happened))
        lasts = self.scenario.lasts.total_seconds()
        while (following := kernel.next) is not None and following <= lasts:
            kernel.step()
            while out:
                yield out.popleft()

    def _script(self, kernel: Kernel, body: Body, hours: Hours, happened: list[tuple[str, datetime]]) -> Process:
        """Ask the resident for each step at its time, and note when it happened."""
        rng = self._stream("script")
        planned = moment = self.start
        for step in self.scenario.steps:
            if step.at is not None:
                planned = next_time(step.at, planned, self.scenario.tz)
            else:
                planned = moment + (step.after or timedelta(0))
            varied = planned + step.give_or_take * rng.uniform(-1, 1)
            yield max(0.0, (varied - hours.moment(kernel.now)).total_seconds())
            moment_of_it = kernel.signal()
            body.ask(Errand(step.do, moment_of_it))
            yield moment_of_it
            moment = hours.moment(kernel.now)
            happened.append((step.do, moment))

    def _stream(self, entity: str) -> Random:
        return Random(f"{self.seed}/{self.scenario.name}/{entity}")

    def _household(self) -> Household:
        home = self.home
        connection = opaque("c", home)
        return Household(
            zone=self.scenario.tz,
            connection=connection,
            rooms=[Room(id=room, home=home, name=name) for room, name in ROOMS.items()],
            residents=[Resident(id=opaque("r", home), home=home, parameters={})],
            devices=[
                Placed(
                    Device(
                        id=self._ids[f.entity],
                        home=home,
                        connection=connection,
                        name=f.name,
                        model=f"simulated {f.prone}",
                    ),
                    f.spot,
                    f.room,
                )
                for f in FITTINGS
            ],
        )
