"""Recordings as files: which home each becomes, which mapping and labels belong to it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from pydantic import TypeAdapter, ValidationError

from care.errors import SettingError
from care.ids import Id
from care.people import Zone as ZoneName
from simulators import mapping_file
from simulators.guesses import plain_id
from simulators.recording import Recording, read_surveyed
from simulators.survey import survey

Zone = Annotated[str, typer.Option(help="The time zone of the files' times.")]
Mappings = Annotated[
    list[Path] | None, typer.Option(help="What the sensors of a recording are; with several, named like it.")
]
Labels = Annotated[
    list[Path] | None, typer.Option(help="What truly went on (start,end,label); with several, named like it.")
]
"""The options of commands that read recordings."""


def homes_of(files: Sequence[Path], home: str | None) -> list[str]:
    """Give the id of each file's home."""
    if home is not None:
        if len(files) > 1:
            raise SettingError("--home names one home; with several recordings homes are named after the files.")
        try:
            return [TypeAdapter[str](Id).validate_python(home)]
        except ValidationError as error:
            raise SettingError(f"--home: '{home}' is not an id; use 1 to 32 of a-z, 0-9 and hyphen.") from error
    homes = [plain_id(file.stem) or "home" for file in files]
    for name, times in Counter(homes).items():
        if times > 1:
            same = ", ".join(str(file) for file, own in zip(files, homes, strict=True) if own == name)
            raise SettingError(f"{same} would all be home {name}: rename files, or replay them one by one with --home.")
    return homes


def belonging(option: str, given: Sequence[Path], files: Sequence[Path]) -> dict[Path, Path]:
    """Tell which recording each file given with this option belongs to: the one that it is named after."""
    if len(files) == 1 and len(given) == 1:
        return {files[0]: given[0]}
    found: dict[Path, Path] = {}
    for path in given:
        named = [file for file in files if path.name.startswith(f"{file.stem}.")]
        if not named:
            raise SettingError(
                f"{option} {path}: no recording is called that. Name it after its own, as in"
                f" {files[0].stem}{'.mapping.yaml' if option == '--mapping' else '.labels.csv'}."
            )
        file = max(named, key=lambda file: len(file.stem))
        if file in found:
            raise SettingError(f"{option} {path}: {file.name} has {found[file]} already; give one for each recording.")
        found[file] = path
    return found


def zone_of(zone: str) -> ZoneInfo:
    """Give the time zone that ``--zone`` names; raises SettingError."""
    try:
        return ZoneInfo(TypeAdapter(ZoneName).validate_python(zone))
    except ValidationError as error:
        raise SettingError(f"--zone: {error.errors()[0]['msg']}.") from error


def read_all(
    files: Sequence[Path], zone: ZoneInfo, mapping: Sequence[Path] = (), labels: Sequence[Path] = ()
) -> list[Recording]:
    """Read recordings, each with the mapping and the labels that are named after it."""
    mappings, truths = belonging("--mapping", mapping, files), belonging("--labels", labels, files)
    read = []
    for file in files:
        seen = survey(file)
        mapped = mapping_file.load(mappings[file], seen) if file in mappings else None
        read.append(read_surveyed(seen, zone, mapped, truths.get(file)))
    return read
