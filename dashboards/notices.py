"""What messages outward say, in the language of who gets them."""

from alerts.notify import Telling, Text
from care.situations import SITUATIONS
from dashboards.tongue import tongue


def worded(telling: Telling) -> Text:
    """Say it: what, where, since when, whether it is over, whether nobody has answered."""
    words = tongue(telling.language)
    if telling.is_test:
        title = words.say("Test: {site}", site=telling.site)
        return Text(title, words.say("This is a test. Nothing has happened."), "", telling)
    known = SITUATIONS.get(telling.situation)
    what = words.say(known.words) if known else telling.situation or words.say("An alert")
    where = ", ".join(part for part in (telling.home, telling.site) if part)
    sentences = [
        words.say(
            "{what} at {where}, since {time}.", what=what, where=where, time=words.clock(telling.onset, telling.zone)
        )
    ]
    if telling.over is not None:
        over = words.clock(telling.over, telling.zone)
        sentences.append(words.say("Over since {time}, but nobody has answered.", time=over))
    if telling.last_stop:
        sentences.append(words.say("Nobody has answered. Everybody is told."))
    if telling.others:
        sentences.append(words.count("And {n} more alert.", "And {n} more alerts.", telling.others))
    sentences.append(words.say("Answer it in Mistel."))
    return Text(f"{what}: {where}", " ".join(sentences), telling.link, telling)
