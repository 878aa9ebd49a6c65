"""Read scenario files: YAML to Scenario; every error names file and line, what is wrong and what to do."""

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import ScalarString

from care.errors import ScenarioError
from simulators.scenario import Scenario, Unquoted

_Where = tuple[str | int, ...]
_Lines = dict[_Where, int]


def ours() -> list[Path]:
    """Give the paths of the scenario files that come with Mistel, by name."""
    return sorted(Path(str(resources.files("simulators"))).joinpath("scenarios").glob("*.yaml"))


def load(path: Path) -> Scenario:
    """Read one scenario file; raises ScenarioError as ``file:line: what is wrong and what to do``."""
    lines: _Lines = {}
    data = _plain(_parsed(path), (), lines, path)
    if not isinstance(data, dict):
        _wrong(path, 1, "a scenario is a list of keys with values; start with 'title:'")
    if "name" in data:
        _wrong(path, lines["name",], "unknown key 'name'; the file's name is the scenario's, remove it")
    try:
        return Scenario.model_validate({**data, "name": path.stem})
    except ValidationError as wrong:
        error = wrong.errors()[0]
        where = error.get("ctx", {}).get("where") or tuple(error["loc"])
        _wrong(path, _line(where, lines), _says(error, where))


def _parsed(path: Path) -> Any:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    try:
        return yaml.load(path.read_text(encoding="utf-8"))
    except DuplicateKeyError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        said = str(wrong.problem).split('"')
        key = said[1] if len(said) > 1 else "a key"
        _wrong(path, line, f"'{key}' stands here a second time; keep one of the two")
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        _wrong(path, mark.line + 1 if mark else 1, f"this is not YAML ({wrong.problem}); check indents, colons, quotes")
    except (YAMLError, RecursionError) as wrong:
        _wrong(path, 1, f"this is not YAML ({type(wrong).__name__}); check indents, colons and quotes")
    except UnicodeDecodeError:
        _wrong(path, 1, "this is not text in UTF-8; save it as UTF-8")
    except OSError as wrong:
        _wrong(path, 1, f"cannot be read ({wrong.strerror}); check the path")


def _plain(node: Any, where: _Where, lines: _Lines, path: Path) -> Any:
    """Make plain dicts, lists and scalars of a YAML tree, and note the line of everything by where it stands."""
    if isinstance(node, CommentedMap | CommentedSeq) and (
        node.anchor.value is not None or getattr(node, "merge", None)
    ):
        _wrong(path, lines.get(where, 1), "anchors (& and *) are not used in scenarios; write it out")
    if isinstance(node, CommentedMap):
        for key in node:
            lines[*where, str(key)] = node.lc.key(key)[0] + 1
        return {str(key): _plain(value, (*where, str(key)), lines, path) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        for number in range(len(node)):
            lines[*where, number] = node.lc.item(number)[0] + 1
        return [_plain(value, (*where, number), lines, path) for number, value in enumerate(node)]
    if isinstance(node, ScalarString):
        return str(node)
    return Unquoted(node) if isinstance(node, str | date) else node


def _line(where: _Where, lines: _Lines) -> int:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def _says(error: ErrorDetails, where: _Where) -> str:
    key = ".".join(str(part) for part in where)
    match error["type"]:
        case "extra_forbidden":
            known = _known_beside(where)
            near = get_close_matches(str(where[-1]), known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
            return f"unknown key '{where[-1]}'; {hint}"
        case "missing":
            return f"'{key}' is missing; add it"
        case "value_error":
            return f"{key}: {error['ctx']['error']}"
        case "scenario":
            return f"{key}: {error['msg']}"
        case _:
            return f"{key}: {error['msg'][0].lower()}{error['msg'][1:]}; mend it, see docs/scenarios.md"


def _known_beside(where: _Where) -> list[str]:
    """Give the keys that may stand where an unknown one does."""
    model: type[BaseModel] = Scenario
    for part in where[:-1]:
        if isinstance(part, str):
            model = _model_in(model.model_fields[part].annotation)
    return [key for key, field in model.model_fields.items() if not field.exclude]


def _model_in(annotation: Any) -> type[BaseModel]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inside: Iterable[Any] = getattr(annotation, "__args__", ())
    return next(_model_in(part) for part in inside if part is not Ellipsis)


def _wrong(path: Path, line: int, says: str) -> NoReturn:
    raise ScenarioError(f"{path}:{line}: {says}.") from None
