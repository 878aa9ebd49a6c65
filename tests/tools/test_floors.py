from pathlib import Path

import pytest

from tools import floors


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.importlinter.contracts]]\ntype = "layers"\nlayers = ["roof", "kitchen | hall", "cellar"]\n'
    )
    for name in ("roof", "kitchen", "hall", "cellar"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(f'"""The {name}.\n\nMore of it."""\n')
    return tmp_path


def test_every_package_stands_on_its_floor_with_the_first_line_of_its_docstring(tree: Path) -> None:
    assert floors.plan(tree).splitlines() == [
        " 3 roof        The roof.",
        " 2 kitchen     The kitchen.",
        "   hall        The hall.",
        " 1 cellar      The cellar.",
    ]


def test_a_contract_that_names_a_missing_folder_is_an_error(tree: Path) -> None:
    (tree / "hall" / "__init__.py").unlink()
    with pytest.raises(FileNotFoundError):
        floors.plan(tree)


def test_the_plan_is_put_between_its_marks_and_the_rest_is_left(tree: Path) -> None:
    text = f"Before.\n{floors.START}\nold\n{floors.END}\nAfter.\n"
    assert floors.in_readme(text, "new") == f"Before.\n{floors.START}\n```text\nnew\n```\n{floors.END}\nAfter.\n"


def test_a_readme_without_marks_is_said(tree: Path) -> None:
    with pytest.raises(ValueError, match=r"README\.md lacks"):
        floors.in_readme("Before. After.", "new")
