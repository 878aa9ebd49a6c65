"""Ask for rows and give models; say it in words when a row is missing or there already."""

from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Connection, Select, Table, select

from care.errors import Conflict, NotFound

M = TypeVar("M", bound=BaseModel)


def read(connection: Connection, model: type[M], query: Select[Any]) -> list[M]:
    """Give a model for each row; the columns are named as the model's fields."""
    return [model.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def exists(connection: Connection, table: Table, **key: object) -> bool:
    """Tell whether there is a row with these values."""
    return connection.execute(select(1).select_from(table).filter_by(**key).limit(1)).first() is not None


def must_exist(connection: Connection, table: Table, noun: str, **key: object) -> None:
    """Raise NotFound when there is no row with these values."""
    if not exists(connection, table, **key):
        raise not_found(noun, **key)


def must_be_new(connection: Connection, table: Table, noun: str, **key: object) -> None:
    """Raise Conflict when there is a row with these values."""
    if exists(connection, table, **key):
        raise Conflict(f"There is {_named(noun, key)} already; choose another id.")


def not_found(noun: str, **key: object) -> NotFound:
    """Give the error that says what there is not."""
    return NotFound(f"There is no {_named(noun, key)}.")


def _named(noun: str, key: dict[str, object]) -> str:
    home = f" in home '{key['home']}'" if "home" in key and noun != "home" else ""
    return f"{noun} '{key['id']}'{home}"
