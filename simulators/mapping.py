"""What each sensor of a recording is: which device of which kind, where; as a file that people correct.

The keys are those of a mapping file (docs/replay.md has them in a table; a test compares).
"""

from difflib import get_close_matches
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from care.events import ALERT, CLOCK, TICK, UPDATE_INTERVAL
from care.ids import Id
from care.people import Name, Spot
from care.quantities import QUANTITIES
from store.yaml_file import wrong_at

NONE: Final = "none"
"""Stands for the quantity of a sensor of which nothing is told."""
TELLABLE: Final = tuple(name for name in QUANTITIES if name not in {TICK, UPDATE_INTERVAL, ALERT, "online"})


def _text(value: Any) -> Any:
    """Take a number for the text that it is: a sensor may be called 4."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _quantity(value: Any) -> Any:
    if value == NONE or value in TELLABLE:
        return value
    near = get_close_matches(str(value), [*TELLABLE, NONE], n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {NONE} and {', '.join(TELLABLE)}"
    msg = f"unknown quantity '{value}'; {hint}"
    raise ValueError(msg)


Text = Annotated[str, BeforeValidator(_text)]


class Item(BaseModel):
    """One sensor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sensor: Annotated[Text, Field(min_length=1)] = Field(description="its name in the recording")
    type: Text | None = Field(default=None, description="its type there, when rows of that name have several")
    quantity: Annotated[str, BeforeValidator(_quantity)] = Field(
        description="what it tells, one of the table below; `none`: nothing is sent"
    )
    reason: Text | None = Field(default=None, description="why nothing is sent; goes with `quantity: none`")
    device: Annotated[Id, BeforeValidator(_text)] | None = Field(
        default=None, description="the id of the device that it becomes; needed unless `quantity: none`"
    )
    name: Annotated[Name, BeforeValidator(_text)] | None = Field(
        default=None, description="what people call it; the sensor's name when it is not given"
    )
    room: Annotated[Name, BeforeValidator(_text)] | None = Field(default=None, description="the room where it is")
    spot: Spot = Field(
        default=Spot.ROOM,
        description="what it stands for: `outer_door`, `inner_door`, `storage`, `worn`; `room` when it is not given",
    )
    resident: Id | None = Field(default=None, description="whose it is, when it is one person's: an id such as `a`")

    @model_validator(mode="after")
    def _holds_together(self) -> "Item":
        if self.quantity == NONE and not self.reason:
            wrong_at(("quantity",), "nothing is sent of this sensor; say why in 'reason'")
        if self.quantity != NONE and self.reason:
            wrong_at(("reason",), "a reason is given for what is not sent; remove it, or write 'quantity: none'")
        if self.quantity != NONE and self.device is None:
            wrong_at((), "'device' is missing; add the id of the device that this sensor becomes")
        if self.device == CLOCK:
            wrong_at(("device",), f"'{CLOCK}' stands for the home's own clock; choose another id")
        return self

    @property
    def place(self) -> tuple[str | None, str | None, Spot, str | None]:
        """What all sensors of one device must agree on."""
        return (self.name or self.sensor, self.room, self.spot, self.resident)


class Mapped(BaseModel):
    """All sensors of a recording."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sensors: tuple[Item, ...] = Field(description="a list, one entry for each sensor")

    @model_validator(mode="after")
    def _holds_together(self) -> "Mapped":
        sensors: set[tuple[str, str | None]] = set()
        devices: dict[str, Item] = {}
        for number, item in enumerate(self.sensors):
            if (item.sensor, item.type) in sensors:
                wrong_at(("sensors", number, "sensor"), f"'{item.sensor}' stands here a second time; keep one")
            sensors.add((item.sensor, item.type))
            if item.device is not None and item.quantity != NONE:
                first = devices.setdefault(item.device, item)
                if first.place[1:] != item.place[1:]:
                    wrong_at(
                        ("sensors", number, "device"),
                        f"device '{item.device}' is that of sensor '{first.sensor}' too, with another room, spot or"
                        " resident; give both the same, or this one a device of its own",
                    )
        return self

    def of(self, sensor: str, kind: str) -> Item | None:
        """Give what is said of a sensor; None when nothing is."""
        found = {(item.sensor, item.type): item for item in self.sensors}
        return found.get((sensor, kind)) or found.get((sensor, None))
