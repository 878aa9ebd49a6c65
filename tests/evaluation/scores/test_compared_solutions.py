"""A solution beside the built-in rules, and beside another version of itself (minutes after 22:00)."""

from collections.abc import Sequence

from care.alerts import RULES
from evaluation.differences import Pairs
from evaluation.estimates import Estimate, TooLittle
from evaluation.solutions.compared import Comparison, Unpaired, against_baseline, compare
from evaluation.solutions.results import Results
from store.registry import Registry
from tests.evaluation.scores.tried import OURS, Night, five_nights, put


def many(times: int, ours: Sequence[float], rules: Sequence[float]) -> list[Night]:
    """Nights on which somebody leaves at minute 100, until 160; help is on time until 115."""
    return [
        Night(repeat=number, happened=[(100, 115, 160)], told={OURS: ours, RULES: rules}) for number in range(times)
    ]


def difference(compared: Comparison, figure: str) -> Estimate:
    found = compared.total.figures[figure].difference
    assert isinstance(found, Estimate), found
    return found


def test_a_solution_and_the_rules_are_paired_by_episode(registry: Registry) -> None:
    nights = five_nights(ours=[[105], [130], [], [50], []], rules=[[110], [], [110], [], []])
    compared = against_baseline(Results.read(registry, put(registry, nights)))
    assert (compared.first.name, compared.second.name) == (f"{OURS} 1", RULES)
    assert compared.total.pairs == Pairs(both=1, first_only=0, second_only=1, neither=1)
    assert difference(compared, "recall").value == 1 / 3 - 2 / 3
    assert difference(compared, "recall_any_time").value == 0
    assert isinstance(compared.total.figures["median_delay"].difference, TooLittle)
    assert [(one.scenario, one.plays) for one in compared.by_scenario] == [
        ("left_home_at_night", 3),
        ("only_looks_out", 2),
    ]
    assert [one.level for one in compared.by_level] == ["none", "harsh"]


def test_a_delay_is_compared_within_the_episodes_that_both_told(registry: Registry) -> None:
    nights = [*many(8, ours=[102], rules=[110]), *many(2, ours=[], rules=[110])]
    compared = against_baseline(Results.read(registry, put(registry, nights)))
    sooner = difference(compared, "median_delay")
    assert (sooner.value, sooner.low, sooner.high, sooner.n) == (-480, -480, -480, 8)
    assert compared.total.figures["median_delay"].better is True


def test_better_and_worse_are_said_only_where_the_interval_does_not_hold_nothing(registry: Registry) -> None:
    nights = [*many(20, ours=[102], rules=[]), *(Night(told={OURS: [10]}) for _ in range(20))]
    figures = against_baseline(Results.read(registry, put(registry, nights))).total.figures
    assert figures["recall"].better is True
    assert figures["false_alarms"].better is False
    few = against_baseline(Results.read(registry, put(registry, many(2, [102], []), run="few"))).total.figures
    assert few["false_alarms"].better is None
    assert few["precision"].better is None


def two(registry: Registry, first: list[Night], second: list[Night], seeds: tuple[str, str] = ("1", "1")) -> Comparison:
    one, other = (
        put(registry, nights, run=run, spec={"version": version, "seed": seed})
        for nights, run, version, seed in zip((first, second), ("try-2", "try-1"), ("2", "1"), seeds, strict=True)
    )
    return compare(Results.read(registry, one), Results.read(registry, other))


def test_versions_tried_on_the_same_plays_are_paired_though_their_homes_differ(registry: Registry) -> None:
    compared = two(registry, many(6, [102], []), many(6, [130], []))
    assert (compared.paired, compared.left_out, compared.why) == (True, (0, 0), None)
    assert (compared.first.name, compared.second.name) == (f"{OURS} 2", f"{OURS} 1")
    assert compared.total.pairs == Pairs(0, 6, 0, 0)
    assert difference(compared, "median_delay").value == -28 * 60


def test_plays_without_a_pair_are_left_out_and_counted(registry: Registry) -> None:
    changed = [Night(repeat=5, happened=[(90, 115, 160)], told={OURS: [102]})]
    compared = two(registry, many(5, [102], []) + changed, many(8, [102], []))
    assert (compared.paired, compared.left_out, compared.total.plays) == (True, (1, 3), 5)


def test_runs_of_other_seeds_are_compared_as_independent(registry: Registry) -> None:
    compared = two(registry, many(6, [102], []), many(4, [130], []), seeds=("1", "2"))
    assert (compared.paired, compared.why, compared.total.pairs) == (False, Unpaired.OTHER_SEED, None)
    assert difference(compared, "recall").value == 1
    assert difference(compared, "recall").n == 4


def test_runs_that_share_no_play_say_so(registry: Registry) -> None:
    other = [Night(scenario="roams_at_night", happened=[(100, 115, 160)], told={OURS: [102]})]
    assert two(registry, many(1, [102], []), other).why is Unpaired.NO_PLAY_IN_COMMON
