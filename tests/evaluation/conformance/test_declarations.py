"""Files of declarations: what the example says, and what is wrong with others, by line."""

from pathlib import Path

import pytest

from care.errors import ScenarioError
from evaluation.conformance import Answer, read_declarations
from evaluation.conformance.criteria import CRITERIA, DECLARED
from evaluation.conformance.declarations import DECLARABLE

GOOD = """provisions:
  "5.2":
    answer: yes
    evidence: see the manual
"""


def test_the_example_declares_everything_that_gold_asks_for(root: Path) -> None:
    declared = read_declarations(root / "examples" / "good_device.yaml")
    assert tuple(declared) == DECLARED == DECLARABLE
    assert {one.answer for one in declared.values()} == {Answer.YES, Answer.NOT_APPLICABLE}


def test_every_provision_is_spoken_for_once_by_machine_or_declared() -> None:
    spoken = {provision for criterion in CRITERIA.values() for provision in criterion.provisions}
    assert spoken == {f"5.{number}" for number in range(1, 14)}


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (GOOD.replace("yes", "perhaps"), 3),
        (GOOD.replace("see the manual", "''"), 4),
        (GOOD.replace("5.2", "5.1"), 2),
        (GOOD.replace('"5.2"', "5.10"), 2),
        (GOOD.replace("    evidence: see the manual\n", ""), 2),
        ("provisions: {}\n", 1),
        ("- 5.2\n", 1),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, wrong: str, line: int) -> None:
    file = tmp_path / "declared.yaml"
    file.write_text(wrong)
    with pytest.raises(ScenarioError, match=rf"declared\.yaml:{line}: "):
        read_declarations(file)
