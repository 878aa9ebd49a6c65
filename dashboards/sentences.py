"""Sentences about trials in a reader's language."""

from datetime import date

from babel.numbers import format_percent

from dashboards.statistical_words import in_words
from dashboards.tongue import Tongue
from evaluation.trials.sentences import Sentence, Share, Value


def said(tongue: Tongue, sentence: Sentence) -> str:
    """Say a sentence, what fills it in too: shares as percentages, numbers and days as the language writes them."""
    if not sentence.values:
        return in_words(tongue, sentence.message)
    return tongue.say(sentence.message, **{name: _said(tongue, value) for name, value in sentence.values.items()})


def _said(tongue: Tongue, value: Value) -> str:
    match value:
        case Sentence():
            return said(tongue, value)
        case Share():
            return format_percent(float(value), format="#,##0 %", locale=tongue.code)
        case int() | float():
            return tongue.number(value)
        case date():
            return tongue.short_day(value)
        case _:
            return value
