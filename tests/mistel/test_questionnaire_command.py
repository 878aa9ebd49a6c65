"""`mistel questionnaire import` takes answers and scores as spreadsheets save them, all or none, and once."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.errors import NotFound, Refused, SettingError
from care.people import Home, Organisation, Resident, Site, World
from care.questionnaires import Answered, Answerer, Way
from mistel.cli import app
from store.registry import Registry

HEAD = "home;resident;instrument;answerer;day;1;2;3;4;5"
LINE = "h1;r1;who5;self;2026-01-14;3;2;3;1;4"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    with Registry.open(tmp_path) as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        registry.places.add_site(Site(id="s1", organisation="own", name="S", zone="Europe/Stockholm", world=World.TEST))
        registry.places.add_home(Home(id="h1", site="s1", name="1"))
        registry.places.add_resident(Resident(id="r1", home="h1"))
    return tmp_path


def bring(place: Path, *lines: str, encoding: str = "utf-8") -> str:
    file = place / "answers.csv"
    file.write_text("\n".join(lines) + "\n", encoding=encoding)
    answer = CliRunner().invoke(app, ["questionnaire", "import", str(file), "--yes"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def kept(place: Path) -> list[Answered]:
    with Registry.open(place) as registry:
        return registry.answers.of_home("h1")


def test_answers_are_kept_with_their_score_shown_and_a_second_time_changes_nothing(place: Path) -> None:
    said = bring(place, HEAD, LINE, LINE.replace("-14;3", "-15;"))
    assert "2 questionnaires kept" in said
    assert "52" in said
    assert "none" in said
    assert "Nothing new" in bring(place, HEAD, LINE, LINE.replace("-14;3", "-15;"))
    assert {(one.way, one.answerer, one.by) for one in kept(place)} == {(Way.FILE, Answerer.RESIDENT, "command")}


def test_latin_1_with_swedish_names_and_decimal_commas_is_understood(place: Path) -> None:
    bring(
        place,
        "lägenhet;boende;formulär;vem svarar;dag;poäng",
        "h1;r1;EQ-VAS;anhörig;2026-01-14;71,5",
        "h1;r1;ascot;själv;2026-01-14;0,83",
        encoding="latin-1",
    )
    assert sorted((one.instrument, one.score, one.is_proxy) for one in kept(place)) == [
        ("ascot", 0.83, False),
        ("eq_vas", 71.5, True),
    ]


def test_two_of_the_staff_who_say_the_same_are_two_and_a_code_keeps_files_apart(place: Path) -> None:
    head, line = "home;instrument;answerer;day;code;1;2", "h1;umux_lite;staff;2026-01-14;{};6;6"
    bring(place, head, line.format(""), line.format(""))
    bring(place, head, line.format("a"))
    assert len(kept(place)) == 3


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("h1;r1;who5;self;2026-01-14;6;2;3;1;4", "6 is no answer to question 1 of WHO-5. Give a whole number from 0"),
        ("h1;r1;who5;self;2026-01-14;2.5;2;3;1;4", "'2.5' is no answer to question 1. Write a whole number."),
        ("h1;r1;who5;self;2026-01-14;x;2;3;1;4", "'x' is no number."),
        ("h1;r1;who5;self;14/1;3;2;3;1;4", "'14/1' is no day. Write it as 2026-01-31."),
        ("h1;r1;who5;self;2999-01-14;3;2;3;1;4", "The day 2999-01-14 has not come yet."),
        ("h1;r1;who5;mum;2026-01-14;3;2;3;1;4", "'mum' says not who answered. Write self, relative or staff."),
        ("h1;;who5;staff;2026-01-14;3;2;3;1;4", "WHO-5 asks about a resident."),
        ("h1;;umux_lite;self;2026-01-14;3;2;;;", "A resident answers, and it is not said which."),
        ("h1;r1;umux_lite;self;2026-01-14;3;2;3;;", "UMUX-Lite has 2 questions"),
        ("h2;r1;who5;self;2026-01-14;3;2;3;1;4", "There is no home 'h2'"),
        ("h1;r2;who5;self;2026-01-14;3;2;3;1;4", "There is no resident 'r2' in home 'h1'"),
        ("h1;r1;phq9;self;2026-01-14;3;2;3;1;4", "There is no questionnaire 'phq9'"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_do_and_nothing_of_the_file_is_kept(
    place: Path, line: str, says: str
) -> None:
    file = place / "answers.csv"
    file.write_text(f"{HEAD}\n{LINE}\n{line}\n")
    answer = CliRunner().invoke(app, ["questionnaire", "import", str(file), "--yes"])
    assert isinstance(answer.exception, SettingError)
    assert f"answers.csv:3: {says}" in answer.output
    assert kept(place) == []


def test_other_answers_of_the_same_day_are_refused_until_the_first_are_removed(place: Path) -> None:
    bring(place, HEAD, LINE)
    with pytest.raises(SettingError, match="1 lines are wrong"):
        bring(place, HEAD, LINE.replace(";3;2;", ";5;5;"))
    with Registry.open(place) as registry:
        (one,) = registry.answers.of_home("h1")
        registry.answers.remove(one.id, by="kim", at=one.wall)
    bring(place, HEAD, LINE.replace(";3;2;", ";5;5;"))
    assert [one.answers["cheerful"] for one in kept(place)] == [5]


def test_a_file_without_the_columns_is_refused_with_a_first_line_to_write(place: Path) -> None:
    with pytest.raises(Refused, match=r"names no column instrument, answerer; .*first line: home; resident"):
        bring(place, "home;day;1", "h1;2026-01-14;3")


def test_a_template_can_be_imported_once_its_ids_are_ones_own(place: Path) -> None:
    for name in ("sus", "quest"):
        said = CliRunner().invoke(app, ["questionnaire", "template", name]).stdout
        bring(place, *said.replace("home-1", "h1").replace("resident-1", "r1").splitlines())
    assert {one.instrument for one in kept(place)} == {"sus", "quest"}
    with pytest.raises(NotFound):
        CliRunner().invoke(app, ["questionnaire", "template", "none"], catch_exceptions=False)


def test_all_questionnaires_are_listed() -> None:
    said = CliRunner().invoke(app, ["questionnaire", "list"]).stdout
    assert "umux_lite" in said
