"""Read YAML files that people write: checked by a model; every error names file and line, and what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import ScalarString

from care.errors import ScenarioError

M = TypeVar("M", bound=BaseModel)
Where = tuple[str | int, ...]
"""The way to a value: keys and numbers of list items, from the top."""
_AT: Final = "at"
_KEY_ITSELF: Final = "[key]"
"""What pydantic says where it is not the value of a mapping that is wrong, but its key."""


class Unquoted(str):
    """A text that stands in a file without quotes: never taken for a time."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is called, the key that it starts with, and the page that tells how to write one."""

    noun: str
    first: str
    page: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What stands in a file, not yet checked by a model, and on which line each of its keys and items stands."""

    path: Path
    kind: Kind
    data: Mapping[str, Any]
    lines: Mapping[Where, int]

    def line(self, where: Where) -> int:
        """Give the line of what stands there, or of what it stands in."""
        where = self.as_written(where)
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def as_written(self, where: Where) -> Where:
        """Give it without the numbers of items that stand by themselves, without a list."""
        written: Where = ()
        for part in where:
            if isinstance(part, str) or (*written, part) in self.lines:
                written = (*written, part)
        return written

    def wrong(self, where: Where, says: str) -> NoReturn:
        """Raise ScenarioError that names file and line of what stands there."""
        wrong(self.path, self.line(where), says)

    def checked(self, model: type[M], **given: object) -> M:
        """Make a model of it, with what is ``given`` from outside; raises ScenarioError for the first thing wrong."""
        try:
            return model.model_validate({**self.data, **given})
        except ValidationError as mistaken:
            error = mistaken.errors()[0]
            said = (*error["loc"], *error.get("ctx", {}).get("where", ()))
            where = self.as_written(tuple(part for part in said if part != _KEY_ITSELF))
            self.wrong(where, _says(error, where, model, self.kind))


def parse(path: Path, kind: Kind) -> Parsed:
    """Read a file; raises ScenarioError as ``file:line: what is wrong and what to do``."""
    lines: dict[Where, int] = {}
    data = _plain(_tree(path), (), lines, path, kind)
    if not isinstance(data, dict):
        wrong(path, 1, f"{kind.noun} is a list of keys with values; start with '{kind.first}:'")
    return Parsed(path, kind, data, lines)


def wrong(path: Path, line: int, says: str) -> NoReturn:
    """Raise ScenarioError that names file and line."""
    raise ScenarioError(f"{path}:{line}: {says}{'' if says.endswith('?') else '.'}") from None


def wrong_at(where: Where, says: str) -> NoReturn:
    """Say from within a model's validator what is wrong, and where below that model."""
    raise PydanticCustomError(_AT, "{says}", {"says": says, "where": where})


def _tree(path: Path) -> Any:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    try:
        return yaml.load(path.read_text(encoding="utf-8"))
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = str(error.problem).split('"')
        key = said[1] if len(said) > 1 else "a key"
        wrong(path, line, f"'{key}' stands here a second time; keep one of the two")
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        wrong(path, mark.line + 1 if mark else 1, f"this is not YAML ({error.problem}); check indents, colons, quotes")
    except (YAMLError, RecursionError) as error:
        wrong(path, 1, f"this is not YAML ({type(error).__name__}); check indents, colons and quotes")
    except UnicodeDecodeError:
        wrong(path, 1, "this is not text in UTF-8; save it as UTF-8")
    except OSError as error:
        wrong(path, 1, f"cannot be read ({error.strerror}); check the path")


def _plain(node: Any, where: Where, lines: dict[Where, int], path: Path, kind: Kind) -> Any:
    """Make plain dicts, lists and scalars of a YAML tree, and note the line of everything by where it stands."""
    if isinstance(node, CommentedMap | CommentedSeq) and (
        node.anchor.value is not None or getattr(node, "merge", None)
    ):
        noun = kind.noun.split(" ", 1)[1]
        wrong(path, lines.get(where, 1), f"anchors (& and *) are not used in {noun}s; write it out")
    if isinstance(node, CommentedMap):
        for key in node:
            lines[*where, str(key)] = node.lc.key(key)[0] + 1
        return {str(key): _plain(value, (*where, str(key)), lines, path, kind) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        for number in range(len(node)):
            lines[*where, number] = node.lc.item(number)[0] + 1
        return [_plain(value, (*where, number), lines, path, kind) for number, value in enumerate(node)]
    if isinstance(node, ScalarString):
        return str(node)
    return Unquoted(node) if isinstance(node, str | date) else node


def _says(error: ErrorDetails, where: Where, model: type[BaseModel], kind: Kind) -> str:
    key = ".".join(str(part) for part in where)
    match error["type"]:
        case "extra_forbidden":
            known = _known_beside(where, model)
            near = get_close_matches(str(where[-1]), known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
            return f"unknown key '{where[-1]}'; {hint}"
        case "missing":
            return f"'{key}' is missing; add it"
        case "value_error":
            return f"{key}: {error['ctx']['error']}"
        case "at":
            return f"{key}: {error['msg']}"
        case _:
            return f"{key}: {error['msg'][0].lower()}{error['msg'][1:]}; mend it, see {kind.page}"


def _known_beside(where: Where, model: type[BaseModel]) -> list[str]:
    """Give the keys that may stand where an unknown one does."""
    for part in where[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return [field.alias or key for key, field in model.model_fields.items() if not field.exclude]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inside: Iterable[Any] = getattr(annotation, "__args__", ())
    return next((found for part in inside if (found := _model_in(part))), None)
