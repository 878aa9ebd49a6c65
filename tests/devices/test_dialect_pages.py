"""docs/dialects/ says what the code does."""

import re
from pathlib import Path

import pytest

from care.quantities import QUANTITIES
from devices.dialects import MAX_BYTES, via
from devices.dialects.homeassistant import classes
from devices.dialects.values import UNITS
from devices.dialects.zigbee2mqtt import MAX_INVENTORY
from devices.dialects.zigbee2mqtt.exposes import WITHOUT
from devices.dialects.zigbee2mqtt.properties import ENUMS, PROPERTIES
from tests.devices.test_zigbee2mqtt import SIRENS_WITHOUT_A_READING

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {name: (DOCS / "dialects" / f"{name}.md").read_text(encoding="utf-8") for name in ("senml", *via.DIALECTS)}


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table with this heading row, without the ticks of code."""
    lines = PAGES[page].split(f"{heading}\n", 1)[1].splitlines()[1:]
    table = lines[: next(number for number, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in table]


def meaning(quantity: str) -> str:
    return "the device is connected" if quantity == "online" else QUANTITIES[quantity].meaning


def test_the_classes_of_home_assistant_are_those_of_the_code() -> None:
    page = "homeassistant"
    assert rows(page, "| device class | quantity | on means |") == [
        [name, quantity, meaning(quantity)] for name, quantity in classes.BINARY_SENSOR.items()
    ]
    assert rows(page, "| device class | quantity | units |") == [
        [name, quantity, ", ".join(UNITS[quantity])] for name, quantity in classes.SENSOR.items()
    ]
    assert rows(page, "| device class | quantity |") == [list(item) for item in classes.EVENT.items()]
    assert rows(page, "| name | quantity |") == [list(item) for item in classes.OTHER_NAMES.items()]


def test_the_properties_of_zigbee_devices_are_those_of_the_code() -> None:
    page = "zigbee2mqtt"
    assert rows(page, "| property | quantity |") == [list(item) for item in PROPERTIES.items()]
    assert rows(page, "| property | quantity | true | false |") == [
        [name, quantity, ", ".join(true), ", ".join(false)] for name, (quantity, true, false) in ENUMS.items()
    ]
    assert rows(page, "| property | why |") == [list(item) for item in WITHOUT.items()]
    assert all(model in PAGES[page] for model in SIRENS_WITHOUT_A_READING)


def test_limits_are_those_of_the_code() -> None:
    assert f"more than {via.MOST_KEPT} bytes of descriptions" in PAGES["homeassistant"]
    assert f"up to {MAX_INVENTORY // 2**20} MiB" in PAGES["zigbee2mqtt"]
    assert via.MOST_KEPT == MAX_BYTES


@pytest.mark.parametrize("dialect", via.DIALECTS)
def test_each_dialect_has_a_page_with_the_prefix_to_set(dialect: str) -> None:
    assert re.search(rf"mistel/sandbox/flat/[a-z-]+/via/{dialect}$", PAGES[dialect], re.MULTILINE)
    for heading in ("in five minutes", "## What is understood", "## What is not understood"):
        assert heading in PAGES[dialect]
    assert (DOCS / "README.md").read_text(encoding="utf-8").count(f"](dialects/{dialect}.md)") == 1
