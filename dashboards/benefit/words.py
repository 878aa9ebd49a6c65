"""What the parts of a benefit calculation are called."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dashboards.tongue import message
from evaluation.benefit.terms import Box, Party

BOX_WORDS: Final[Mapping[tuple[bool, Box], str]] = MappingProxyType(
    {
        (False, Box.FINANCIAL): message("Financial benefit"),
        (False, Box.REDISTRIBUTED): message("Redistributed benefit"),
        (True, Box.FINANCIAL): message("Financial cost"),
        (True, Box.REDISTRIBUTED): message("Redistributed cost"),
    }
)
"""The four boxes, by whether it is a cost."""

PARTY_WORDS: Final[Mapping[Party, str]] = MappingProxyType(
    {
        Party.MUNICIPALITY: message("The municipality"),
        Party.REGION: message("The region"),
        Party.RESIDENT: message("The resident"),
        Party.RELATIVES: message("Relatives"),
        Party.SOCIETY: message("Society"),
    }
)

FIELD_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "users": message("Users"),
        "discount": message("Discount rate"),
        "before": message("before"),
        "after": message("after"),
        "quantity": message("quantity"),
        "minutes": message("minutes"),
        "kr": message("kr each"),
        "staff": message("staff each time"),
        "times_a_year": message("times a year"),
    }
)
"""What is counted or priced, by the field of ``evaluation.benefit.terms``."""
