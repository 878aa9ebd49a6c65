"""docs/escalation.md shows the example files as they are, and says of times what the code does."""

from pathlib import Path

import pytest

from alerts.notify.post import PATIENCE
from gateway.delivering import AGAIN, AT_ONCE
from mistel.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "escalation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["contacts", "rota", "chain"])
def test_the_page_shows_the_example_files(name: str) -> None:
    assert f"```yaml\n{(ROOT / 'examples' / 'duty' / f'{name}.yaml').read_text(encoding='utf-8')}```" in PAGE


def test_the_page_says_when_a_message_is_tried_again() -> None:
    assert [wait.total_seconds() for wait in AGAIN] == [5, 15, 60, 300, 900, 1800]
    assert "after 5 s,\n   15 s, 1, 5, 15 and 30 min" in PAGE
    assert (AT_ONCE, PATIENCE) == (4, 3)
    assert "three times that for a whole message" in PAGE
    assert "four\nat once by each channel" in PAGE


def test_every_setting_that_the_page_names_is_one() -> None:
    named = {word.strip("`,.():;=") for word in PAGE.replace("=", " ").split() if word.strip("`").startswith("MISTEL_")}
    assert {name.removeprefix("MISTEL_").lower() for name in named} <= set(Settings.model_fields)
