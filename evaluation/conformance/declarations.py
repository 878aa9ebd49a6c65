"""What a maker declares of the provisions that no machine can see from outside, with evidence: a YAML file.

provisions:
  "5.2":
    answer: yes
    evidence: https://maker.example/security
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from store.yaml_file import Kind, parse

Provision = Literal["5.2", "5.3", "5.4", "5.6", "5.7", "5.8", "5.10", "5.11", "5.12"]
DECLARABLE: Final[tuple[str, ...]] = get_args(Provision)
_KIND: Final = Kind("a declaration", "provisions", "docs/conformance.md")


class Answer(StrEnum):
    """What is declared."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    """It does not concern this device; the evidence says why."""


def _as_text(value: object) -> object:
    """Take YAML's yes and no for the words that they are."""
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Declaration(BaseModel):
    """One provision: what is declared, and where that can be seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: Annotated[Answer, BeforeValidator(_as_text)]
    evidence: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    provisions: Annotated[dict[Provision, Declaration], Field(min_length=1)]


def read_declarations(path: Path) -> dict[str, Declaration]:
    """Read a file of declarations; raises ScenarioError that names file and line, and says what is wrong."""
    return {str(name): one for name, one in parse(path, _KIND).checked(_File).provisions.items()}
