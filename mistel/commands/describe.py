"""``mistel device describe``: print a device's Thing Description, or give it one."""

import json
from pathlib import Path
from typing import Annotated

import typer

from care.clock import wall_now
from care.errors import NotFound, SettingError
from care.people import Device
from devices.description import MOST_SEEN, Mode, make, parse, read, seen
from mistel import state
from mistel.commands.opened import console, notes, registry
from mistel.settings import Settings
from store.journal import JournalReader, Whose
from store.registry import Registry, Uploaded


def describe(
    device: Annotated[str, typer.Argument(help="The device's id, as `mistel device list` shows it.")],
    *,
    home: Annotated[str, typer.Option(help="The home it stands in.")],
    upload: Annotated[Path | None, typer.Option(help="A file with its Thing Description 1.1 (JSON).")] = None,
    mode: Annotated[Mode, typer.Option(help="What becomes of readings that it does not allow.")] = Mode.WARN,
    remove: Annotated[bool, typer.Option("--remove", help="Forget what was uploaded.")] = False,
) -> None:
    """Print a device's description: as uploaded, or made from what it has told so far."""
    with registry() as opened:
        site = opened.places.home(home).site
        found = _device(opened, home, device)
        if remove:
            opened.descriptions.remove(home, device)
            notes.print(f"Device {device} is described by nothing any more; nothing is held against it.")
        elif upload is not None:
            thing = parse(_text(upload))
            said = read(thing, mode, site=site, home=home, connection=found.connection)
            opened.descriptions.put(Uploaded(home, device, mode.value, thing, wall_now()))
            notes.print(f"Device {device} tells {', '.join(sorted(said.quantities))}; mode {mode.value}.")
        else:
            uploaded = opened.descriptions.get(home, device)
            shown = _made(found, site) if uploaded is None else uploaded.thing
            console.print(
                json.dumps(shown, indent=2, ensure_ascii=False), markup=False, highlight=False, soft_wrap=True
            )


def _device(opened: Registry, home: str, device: str) -> Device:
    for found in opened.places.devices(home=home):
        if found.id == device:
            return found
    raise NotFound(f"There is no device '{device}' in home '{home}'; `mistel device list --home {home}` lists them.")


def _made(device: Device, site: str) -> object:
    settings = Settings.load()
    running = state.running(settings.state_dir)
    broker = running.broker_url if running else settings.broker_url or ""
    with JournalReader.open(settings.state_dir, site) as reader:
        newest = reader.feed.newest(Whose(device.home, frozenset({device.id})), MOST_SEEN)
    told = seen(one.said for one in newest)
    return make(device, site, told, broker=broker, seen=told)


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingError(f"{path} cannot be read: {error.strerror}.") from error
