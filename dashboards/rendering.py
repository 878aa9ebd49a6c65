"""Turns view models into HTML: Jinja with everything escaped, one environment per language."""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from care.alerts import Move, Outcome, State
from dashboards.language import LANGUAGES
from dashboards.standing import OUTCOME_WORDS
from dashboards.tongue import tongue

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"


@cache
def environment(language: str) -> Environment:
    """Give the templates of a language; a name that a template asks for and nobody gave is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = tongue(language)
    made.globals.update(
        tongue=words,
        say=words.say,
        count=words.count,
        languages=LANGUAGES,
        Move=Move,
        State=State,
        Outcome=Outcome,
        outcomes=OUTCOME_WORDS,
    )
    return made


def render(template: str, language: str, **values: object) -> str:
    """Render a template with its values."""
    return environment(language).get_template(template).render(values)
