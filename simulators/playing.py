"""A story under way: what happens up to its clock has happened and no further, so that who comes in can change it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from simulators.feed import Told
from simulators.kernel import Process
from simulators.resident import Errand
from simulators.scene import Scene
from simulators.steps import STEPS
from simulators.steps.step import HomeStep

Happened = list[tuple[str, datetime]]
"""Which steps happened when, in order: by what they do, and by their ids."""


class Playing:
    """One telling of a story: its scene, and what its devices told that nobody has taken yet."""

    def __init__(self, scene: Scene, happened: Happened) -> None:
        self.scene = scene
        self._happened = happened

    def until(self, moment: datetime) -> Iterator[Told]:
        """Let everything happen up to ``moment``, itself included; give what arrives, in that order, as it happens."""
        kernel, link = self.scene.kernel, self.scene.link
        seconds = self.scene.hours.seconds(moment)
        while (following := kernel.next) is not None and following <= seconds:
            if link.has_arrived(following):
                yield from link.arrived(following)
            kernel.step()
        yield from link.arrived(seconds)
        kernel.run(seconds)

    def ask(self, step: str, who: int = 0) -> None:
        """Have the ``who``th resident do a step now, as soon as that can be; it is noted as if planned."""
        self.scene.kernel.start(self.does(step, who))

    def does(
        self, step: str, who: int = 0, of: str | None = None, room: str | None = None, name: str | None = None
    ) -> Process:
        """Let a step happen, and end at the moment of it that counts; ``name`` is its id, to be noted too."""
        scene = self.scene
        moment_of_it = scene.kernel.signal()
        does, resident = STEPS[step], scene.residents[who]
        if isinstance(does, HomeStep):
            scene.kernel.start(does.does(replace(scene, of=of, room=room), moment_of_it))
        elif does.at_once:
            scene.kernel.start(does.done_by(resident, moment_of_it))
        else:
            resident.ask(Errand(does.done_by(resident, moment_of_it)))
        yield moment_of_it
        now = scene.hours.moment(scene.kernel.now)
        self._happened.append((step, now))
        if name is not None:
            self._happened.append((name, now))
