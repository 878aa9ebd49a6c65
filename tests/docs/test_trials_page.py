"""docs/trials.md: its plan is read as it stands, and every command of ``mistel trial`` that it shows is there."""

import re
from pathlib import Path
from textwrap import dedent

from care.trials import Aspect, Design
from evaluation.trials.plan_file import load
from mistel.cli import GROUPS

PAGE = (Path(__file__).parents[2] / "docs" / "trials.md").read_text(encoding="utf-8")


def test_the_plan_of_the_page_is_a_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(dedent(PAGE.partition("## In a file\n")[2].partition("\n| |")[0]), encoding="utf-8")
    plan = load(file)
    assert (plan.design, len(plan.homes), len(plan.sequences)) == (Design.STEPPED_WEDGE, 4, 4)
    assert [aim.aspect for aim in plan.aims] == [Aspect.PRIMARY, Aspect.SECONDARY, Aspect.GUARDRAIL]


def test_the_commands_of_the_page_are_there() -> None:
    own = {"new", "check", "freeze", "list", "show"}
    shown = set(re.findall(r"^    mistel trial (\w+)", PAGE, re.MULTILINE))
    assert shown == own | {"consent", "withdraw", "log", "change", "stop"}
    assert shown - own <= GROUPS["trial"][1].keys()
