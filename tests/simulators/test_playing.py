"""A story under way: told in pieces it is the same, and who comes in changes what happens next."""

from datetime import timedelta

from simulators.scenario_file import load, ours
from simulators.story import Story

(LEAVES,) = (load(path) for path in ours() if path.stem == "left_home_at_night")


def test_told_in_pieces_it_is_the_same_to_the_byte() -> None:
    whole = list(Story(LEAVES, "h", "1").tell())
    story = Story(LEAVES, "h", "1")
    playing = story.begin()
    pieces = []
    moment = story.start
    while moment < story.end:
        moment = min(story.end, moment + timedelta(minutes=1))
        pieces += playing.until(moment)

    assert pieces == whole


def test_she_is_home_sooner_when_somebody_fetches_her_and_the_neighbour_finds_nobody() -> None:
    alone = Story(LEAVES, "h", "1")
    list(alone.tell())
    (episode,) = alone.episodes
    fetched = Story(LEAVES, "h", "1")
    playing = fetched.begin()
    list(playing.until(episode.hazard_from + timedelta(minutes=12)))
    playing.ask("is_brought_home")
    list(playing.until(fetched.end))
    (shorter,) = fetched.episodes

    assert shorter.hazard_from == episode.hazard_from
    assert shorter.end - shorter.hazard_from < timedelta(minutes=13)
    assert episode.end - episode.hazard_from > timedelta(minutes=35)
