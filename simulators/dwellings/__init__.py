"""The dwellings that people can live in here: one file each, joined in one table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.dwellings.flat import FLAT
from simulators.dwellings.plan import Dwelling
from simulators.dwellings.service_house_unit import SERVICE_HOUSE_UNIT
from simulators.dwellings.terraced_house import TERRACED_HOUSE
from simulators.dwellings.test_apartment import TEST_APARTMENT

DWELLINGS: Final[Mapping[str, Dwelling]] = MappingProxyType(
    {dwelling.name: dwelling for dwelling in (FLAT, TERRACED_HOUSE, SERVICE_HOUSE_UNIT, TEST_APARTMENT)}
)
"""Every dwelling by the name that stands in a scenario."""
