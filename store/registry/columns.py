"""How our values lie in a column: moments as whole microseconds, words as plain text."""

from datetime import datetime

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator

from care.clock import from_micros, to_micros


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime as microseconds since 1970: exact, and in order, on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's
        """Give what is written."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Give what was written."""
        return None if value is None else from_micros(value)


class Word(TypeDecorator[str]):
    """A text, also one of a StrEnum, which some drivers would write by its member's name."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """Give what is written."""
        return None if value is None else str(value)
