"""Mapping files: written from a guess, corrected by people, read back; errors name file and line."""

from collections import Counter
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from care.errors import SettingError
from care.people import Spot
from simulators.guesses import guess
from simulators.mapping import Item, Mapped
from simulators.survey import Survey
from store.yaml_file import Kind, parse

MAPPING: Final = Kind(noun="a mapping", first="sensors", page="docs/replay.md")


def load(path: Path, seen: Survey) -> Mapped:
    """Read a mapping for a recording.

    Raises ScenarioError as ``file:line: what is wrong and what to do``, also for a sensor that the recording does not
    have: it is a slip of the pen, or a mapping of another recording.
    """
    parsed = parse(path, MAPPING)
    mapped = parsed.checked(Mapped)
    there = {(one.sensor, one.type) for one in seen.sensors}
    names = sorted({one.sensor for one in seen.sensors})
    for number, item in enumerate(mapped.sensors):
        if item.sensor not in names:
            near = get_close_matches(item.sensor, names, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"it has {', '.join(names[:20])}"
            parsed.wrong(("sensors", number, "sensor"), f"{seen.path.name} has no sensor '{item.sensor}'; {hint}")
        if item.type is not None and (item.sensor, item.type) not in there:
            types = ", ".join(sorted(kind for sensor, kind in there if sensor == item.sensor))
            parsed.wrong(("sensors", number, "type"), f"'{item.sensor}' is never a {item.type}; its rows say {types}")
    return mapped


def write(path: Path, seen: Survey) -> Mapped:
    """Write what the sensors of a recording are guessed to be; raises SettingError when the file is there already."""
    mapped = guess(seen.sensors)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text(seen, mapped))
    except FileExistsError as error:
        raise SettingError(f"{path} is there already; name another file, or remove it.") from error
    except OSError as error:
        raise SettingError(f"{path} cannot be written ({error.strerror}); name another place.") from error
    return mapped


def text(seen: Survey, mapped: Mapped) -> str:
    """Give a mapping as the text of a file."""
    lines = [
        f"# What the sensors of {_quoted(seen.path.name)} are taken for. Correct it (see docs/replay.md), then:",
        f"#   mistel replay {_quoted(seen.path.name)} --mapping THIS_FILE",
        f"# What a sensor stands for (spot) is one of {', '.join(Spot)}.",
        "sensors:",
    ]
    several = Counter(one.sensor for one in seen.sensors)
    for one in seen.sensors:
        item = mapped.of(one.sensor, one.type)
        if item is not None:
            rows = f"{one.rows} row{'s' if one.rows > 1 else ''} of type {_quoted(one.type)}"
            lines += ["", f"  # {rows}, the first on line {one.line}", *_item(item, several[one.sensor] > 1)]
    return "\n".join([*lines, ""])


def _item(item: Item, several: bool) -> list[str]:
    said = item.model_dump(mode="json", exclude_none=True)
    if not several:
        said.pop("type", None)
    quoted = {"sensor", "type", "reason", "name", "room", "device"}
    lines = [f"{key}: {_quoted(value) if key in quoted else value}" for key, value in said.items()]
    if item.spot is Spot.INNER_DOOR:
        lines[-1] += f"  # if it leads out: {Spot.OUTER_DOOR}"
    return [f"  {'-' if number == 0 else ' '} {line}" for number, line in enumerate(lines)]


def _quoted(text: str) -> str:
    """Give a text in YAML's double quotes, with what cannot be seen as escapes."""
    return f'"{"".join(map(_sign, text))}"'


def _sign(sign: str) -> str:
    if sign in {'"', "\\"}:
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
