"""Which day or night an instant belongs to, also when clocks change."""

from datetime import timedelta

import numpy as np

from tests.evaluation.indicators.cases import DAYS, at


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    moments = [at(28, 11, 59), at(28, 12), at(29, 3), at(29, 11, 59), at(29, 12), at(31, 11, 59), at(31, 12)]
    assert DAYS.by_night(moments).tolist() == [-1, 0, 0, 0, 1, 2, -1]


def test_a_day_is_the_local_one() -> None:
    moments = [at(28, 0) - timedelta(microseconds=1), at(28, 0), at(28, 23, 59), at(29, 0), at(30, 23, 59), at(31, 0)]
    assert DAYS.by_day(moments).tolist() == [-1, 0, 0, 1, 2, -1]


def test_the_day_on_which_clocks_go_forward_has_23_hours() -> None:
    assert (np.diff(DAYS.midnights) / 3.6e9).tolist() == [24, 23, 24]
    assert DAYS.until - DAYS.since == timedelta(hours=24 + 23 + 24 + 12)


def test_stretches_that_overlap_cover_a_day_once() -> None:
    stretches = [(at(28, 12), at(28, 18)), (at(28, 15), at(29, 0)), (at(30, 18), at(31, 6)), (at(27, 1), at(27, 2))]
    assert DAYS.shares(stretches).tolist() == [0.5, 0, 0.25]
    assert DAYS.shares([(at(27, 0), at(31, 0))]).tolist() == [1, 1, 1]


def test_amounts_are_summed_by_day_and_what_lies_outside_is_left_out() -> None:
    places = DAYS.by_day([at(28, 1), at(28, 2), at(30, 1), at(31, 1)])
    assert DAYS.sums(places, [2.5, 1, 4, 100]).tolist() == [3.5, 0, 4]
    assert DAYS.sums(places).tolist() == [2, 0, 1]
