"""A chain goes on until somebody answers: in steps, at once after failures, over crashes; not from test sites."""

import asyncio
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

from alerts.notify import Post, Sms
from care.alerts import End, Onset
from care.claims import Claim
from care.clock import ClockKind
from care.duty import Channel, Step
from care.notices import LAST_STOP, Delivery
from care.people import World
from gateway.delivering import AGAIN, Delivering, Outward
from gateway.escalating import Escalating
from gateway.standing_in import StandIn
from store.journal import JournalReader
from store.registry.duty import DutyKind
from tests.gateway.at_a_chain import LADDER, MIN, NIGHT, at_a_chain, put_chain, smtp
from tests.gateway.judged import judged, presses, tick
from tests.receivers import http_receiver, mail_server, until

NOT_READ = cast("JournalReader", None)
HERE = str(Path(__file__).parent)


async def test_who_is_on_duty_is_told_then_the_second_then_everybody_until_somebody_answers(tmp_path: Path) -> None:
    with mail_server() as mail, http_receiver() as gateway:
        outlets = replace(smtp(mail.port), sms=Sms(gateway.url))
        with at_a_chain(tmp_path, outlets=outlets) as site:
            alert = site.fall()
            await site.go_on()
            await site.go_on(minutes=2)
            assert [sent.to for sent in mail.mails] == [["anna@kommun.example"]]
            await site.go_on(minutes=1)
            assert [sent.to for sent in mail.mails][1:] == [["bo@kommun.example"]]
            await site.go_on(minutes=5)
            assert site.said(alert)[2:] == [
                (1, LAST_STOP, "-", "board", "shown"),
                (1, LAST_STOP, "anna", "email", "sent"),
                (1, LAST_STOP, "anna", "ntfy", "given_up"),
                (1, LAST_STOP, "bo", "email", "sent"),
                (1, LAST_STOP, "chief", "sms", "sent"),
            ]
            assert site.standing() == [("fall", False), ("escalation_failed", False)]
            site.desk.acknowledge(alert.id, alert.version, "nils")
            await site.go_on()
            assert site.standing() == [("fall", False), ("escalation_failed", True)]
            before = len(site.told(alert))
            await site.go_on(minutes=600)
            assert len(site.told(alert)) == before
    assert mail.mails[1].text.splitlines() == [
        "Fall at Lägenhet 12, Solgården, since 01:12. Answer it in Mistel.",
        "",
        f"https://mistel.example/alerts/{alert.id}",
    ]
    assert "Everybody is told" in mail.mails[-1].text


async def test_a_live_alert_of_a_solution_goes_through_the_chain_as_any_other_and_a_shadow_does_not(
    tmp_path: Path,
) -> None:
    with at_a_chain(tmp_path) as site:
        claimed = {
            live: site.desk.claim(
                Claim(id="1", situation="fall", onset=NIGHT),
                site="s",
                home="wall",
                connection=solution,
                solution=solution,
                at=NIGHT,
                live=live,
            )
            for live, solution in ((True, "mat"), (False, "shadow"))
        }
        await site.go_on()
        assert claimed[True] is not None
        assert claimed[False] is not None
        assert [one.contact for one in site.told(claimed[True])][:1] == ["anna"]
        assert site.told(claimed[False]) == []


async def test_a_test_site_tells_nobody_and_keeps_what_it_would_have_told(tmp_path: Path) -> None:
    with mail_server() as mail, at_a_chain(tmp_path, World.TEST, smtp(mail.port)) as site:
        alert = site.fall()
        for minutes in (0, 3, 5):
            await site.go_on(minutes=minutes)
        assert {n.state for n in site.told(alert)} == {Delivery.WITHHELD, Delivery.SHOWN}
        assert site.standing()[-1] == ("escalation_failed", False)
        for notice in site.told(alert):  # not even what somehow stands there as to be sent
            site.registry.notices.record(notice.number, Delivery.PLANNED, "", NIGHT)
        await site.go_on(minutes=1)
        assert {n.state for n in site.told(alert) if n.channel is Channel.EMAIL} == {Delivery.WITHHELD}
    assert mail.mails == []
    assert mail.tried == 0


async def test_a_message_that_fails_calls_the_next_at_once_and_is_tried_again(tmp_path: Path) -> None:
    with mail_server() as mail, http_receiver() as gateway:
        ladder = LADDER.model_copy(
            update={
                "steps": (
                    Step(rota="nurses", by=(Channel.EMAIL,)),
                    Step(contact="chief", after=9 * MIN, by=(Channel.SMS,)),
                )
            }
        )
        outlets = replace(smtp(mail.port), sms=Sms(gateway.url))
        with at_a_chain(tmp_path, outlets=outlets, ladder=ladder) as site:
            mail.refuses = "450 later"
            alert = site.fall()
            await site.go_on(times=2)
            assert site.said(alert) == [(0, 0, "anna", "email", "failed"), (0, 1, "chief", "sms", "sent")]
            mail.refuses = ""
            await site.go_on(minutes=0.2)
            assert site.said(alert)[0] == (0, 0, "anna", "email", "sent")
            assert [len(mail.mails), len(gateway.requests)] == [1, 1]


async def test_when_nothing_can_be_sent_everybody_is_told_at_once_and_the_board_says_so(tmp_path: Path) -> None:
    with at_a_chain(tmp_path) as site:  # no way out is set up
        alert = site.fall()
        await site.go_on(times=4)
        states = [(n.step, n.state) for n in site.told(alert)]
        assert (0, Delivery.GIVEN_UP) in states
        assert (LAST_STOP, Delivery.SHOWN) in states
        assert site.standing() == [("fall", False), ("escalation_failed", False)]
        assert "MISTEL_SMTP_HOST" in site.told(alert)[0].says


async def test_what_fails_is_tried_ever_more_seldom_and_then_given_up(tmp_path: Path) -> None:
    steps = (LADDER.steps[0], Step(contact="chief", by=(Channel.SMS,)))
    ladder = LADDER.model_copy(update={"steps": steps, "again_after": timedelta(days=1)})
    with mail_server() as mail, http_receiver() as gateway:
        mail.refuses = "450 later"
        with at_a_chain(tmp_path, outlets=replace(smtp(mail.port), sms=Sms(gateway.url)), ladder=ladder) as site:
            alert, tries = site.fall(), []
            await site.go_on()
            while (due := site.told(alert)[0].due) is not None:
                tries.append(due - site.now)
                site.now = due
                await site.go_on()
        assert tuple(tries) == AGAIN
        assert site.state.exists()
    assert mail.tried == 1 + len(AGAIN)
    assert len(gateway.requests) == 1


async def test_an_answer_that_comes_first_stops_what_was_about_to_be_sent(tmp_path: Path) -> None:
    with mail_server() as mail, at_a_chain(tmp_path, outlets=smtp(mail.port)) as site:
        alert = site.fall()
        await asyncio.to_thread(site.escalating.look)
        site.desk.acknowledge(alert.id, alert.version, "nils")
        await site.go_on()
        assert site.said(alert) == [(0, 0, "anna", "email", "not_needed")]
    assert mail.mails == []


async def test_what_is_for_the_handover_put_aside_or_low_calls_nobody(tmp_path: Path) -> None:
    with mail_server() as mail, at_a_chain(tmp_path, outlets=smtp(mail.port)) as site:
        old = [Onset("fall", "wall", None, NIGHT - timedelta(hours=2))]
        (late,) = site.desk.apply(old, "s", clocks={"wall": NIGHT})
        shelved = site.fall(onset=NIGHT - MIN)
        until = NIGHT + timedelta(hours=1)
        site.desk.put_aside(shelved.id, shelved.version, "nils", reason="the plumber", until=until)
        (low,) = site.desk.apply([Onset("battery_low", "wall", None, NIGHT)], "s")
        await site.go_on(minutes=1)
        assert [site.told(alert) for alert in (late, shelved, low)] == [[], [], []]
        shelved = site.registry.alerts.get(shelved.id)
        site.desk.take_back(shelved.id, shelved.version, "nils")
        await site.go_on()
        assert site.said(shelved) == [(0, 0, "anna", "email", "sent")]
    assert len(mail.mails) == 1


async def test_what_is_over_goes_on_calling_while_nobody_has_answered_and_says_so(tmp_path: Path) -> None:
    with mail_server() as mail, at_a_chain(tmp_path, outlets=smtp(mail.port)) as site:
        alert = site.fall()
        await site.go_on()
        site.desk.apply([End("fall", "wall", None, alert.onset, NIGHT + MIN)], "s")
        await site.go_on(minutes=3)
    assert "Over since 01:13, but nobody has answered." in mail.mails[-1].text


async def test_by_a_clock_of_its_own_each_step_has_its_own_time_however_far_the_clock_jumps(tmp_path: Path) -> None:
    with at_a_chain(tmp_path, World.TEST) as site:
        virtual = NIGHT + timedelta(days=90)
        alert = site.fall("own", virtual)
        await site.go_on(minutes=60)
        assert site.told(alert) == []
        site.own["own"] = virtual + 30 * MIN
        await site.go_on()
        steps = {(n.step, (n.at - virtual) / MIN) for n in site.told(alert)}
        assert steps == {(0, 0), (1, 3), (LAST_STOP, 8), (LAST_STOP, 13), (LAST_STOP, 23)}


async def test_each_step_is_kept_before_a_clock_of_its_own_is_told_that_it_may_go_on(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.OWN) as site:
        put_chain(site.registry, LADDER, "a")
        place, outward = site.registry.places.site("a"), Outward()
        delivering = Delivering(place, site.registry, lambda: site.wall, outward, Post(outward.outlets))
        escalating = Escalating(
            place, site.registry, site.judge.desk, lambda: site.wall, delivering, site.reader.judged
        )
        site.judge.before_telling = escalating.at_tick
        await site.go(1, presses(1), tick(10))
        button, failed = site.alerts()
        steps = [(n.step, (n.at - button.onset) / MIN) for n in site.registry.notices.of_alert(button.id)]
        assert sorted(set(steps)) == [(0, 0), (1, 3), (LAST_STOP, 8)]
        assert (failed.situation, (failed.onset - button.onset) / MIN) == ("escalation_failed", 8)


async def test_after_an_outage_the_steps_come_one_by_one(tmp_path: Path) -> None:
    with mail_server() as mail, at_a_chain(tmp_path, outlets=smtp(mail.port)) as site:
        alert = site.fall()
        await site.go_on()
        site.escalating = site.anew()
        await site.go_on(minutes=45, times=3)
        assert [said[:3] for said in site.said(alert)] == [(0, 0, "anna"), (0, 1, "bo")]
        await site.go_on(minutes=5)
        assert site.said(alert)[2][1] == LAST_STOP


async def test_two_that_run_the_same_chain_tell_once(tmp_path: Path) -> None:
    with mail_server() as mail, at_a_chain(tmp_path, outlets=smtp(mail.port)) as site:
        site.fall()
        async with asyncio.TaskGroup() as tasks:
            await asyncio.gather(site.escalating.go_on(tasks), site.anew().go_on(tasks))
    assert len(mail.mails) == 1


async def test_many_alerts_at_once_are_one_message_to_each(tmp_path: Path) -> None:
    with mail_server() as mail, at_a_chain(tmp_path, outlets=smtp(mail.port)) as site:
        alerts = [site.fall(onset=NIGHT - n * MIN) for n in range(20)]
        await site.go_on()
        assert [site.said(alert) for alert in alerts] == [[(0, 0, "anna", "email", "sent")]] * 20
        assert "20 alerts in one message" in site.told(alerts[0])[0].says
    (sent,) = mail.mails
    assert "And 19 more alerts." in sent.text
    assert "https://mistel.example/board" in sent.text


async def test_a_site_without_a_chain_keeps_to_the_board(tmp_path: Path) -> None:
    with at_a_chain(tmp_path) as site:
        site.registry.duty.remove("s", DutyKind.CHAIN)
        alert = site.fall()
        await site.go_on(minutes=600)
        assert site.told(alert) == []
        assert site.standing() == [("fall", False)]


async def test_a_hanging_sms_gateway_holds_up_neither_mails_nor_the_next_look(tmp_path: Path) -> None:
    step = Step(contact="chief", by=(Channel.SMS,))
    ladder = LADDER.model_copy(update={"steps": (step, LADDER.steps[1])})
    with mail_server() as mail, http_receiver(hangs=True) as gateway:
        outlets = replace(smtp(mail.port), sms=Sms(gateway.url), timeout=20)
        with at_a_chain(tmp_path, outlets=outlets, ladder=ladder) as site:
            alerts = [site.fall(onset=NIGHT - n * MIN) for n in range(3)]
            async with asyncio.TaskGroup() as tasks:
                await site.escalating.go_on(tasks)
                await until(lambda: len(gateway.requests) == 3)
                site.now += 3 * MIN
                while len(mail.mails) < len(alerts):
                    await site.escalating.go_on(tasks)
                assert len(gateway.requests) == 3
                gateway.closing.set()  # it ends, and what hung has failed
            assert site.said(alerts[-1])[0][4] == "failed"


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from at_a_chain import AtAChain
from alerts.notify import Post
from store.registry import Registry

class Kills(Post):
    async def send(self, *_):
        os.kill(os.getpid(), signal.SIGKILL)

async def main(state):
    with Registry.open(state) as registry:
        site = AtAChain(state, registry, registry.places.site("s"))
        site.escalating.delivering.post = Kills(site.outward.outlets)
        await site.go_on()

asyncio.run(main(Path(sys.argv[1])))
"""


async def test_a_gateway_killed_while_it_sends_has_its_message_sent_by_the_next(tmp_path: Path) -> None:
    with mail_server() as mail, at_a_chain(tmp_path, outlets=smtp(mail.port)) as site:
        alert = site.fall()
        killed = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", KILLED, str(tmp_path)],
            check=False,
            timeout=60,
            env={"PYTHONPATH": HERE},
        )
        assert killed.returncode == -signal.SIGKILL
        assert [(n.state, n.tries) for n in site.told(alert)] == [(Delivery.PLANNED, 1)]
        running = asyncio.create_task(site.escalating.run())
        await until(lambda: mail.mails and site.told(alert)[0].state is Delivery.SENT)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert len(mail.mails) == 1


async def test_while_a_gateway_is_silent_the_pages_process_calls_in_its_place(tmp_path: Path) -> None:
    with mail_server() as mail, at_a_chain(tmp_path, outlets=smtp(mail.port)) as site:
        stand_in = StandIn(site.registry, site.desk, site.clock, site.outward, lambda _site: NOT_READ)
        site.fall()
        async with asyncio.TaskGroup() as tasks:
            await stand_in.go_on(tasks)
        assert mail.mails == []
        site.desk.apply([Onset("gateway_silent", None, None, NIGHT)], "s", "supervision")
        async with asyncio.TaskGroup() as tasks:
            await stand_in.go_on(tasks)
            await site.escalating.go_on(tasks)  # and if the gateway comes back at that moment
        assert sorted(sent.subject for sent in mail.mails) == [
            "A gateway is silent: Solgården",
            "Fall: Lägenhet 12, Solgården",
        ]
        site.desk.apply([End("gateway_silent", None, None, NIGHT, NIGHT)], "s", "supervision")
        async with asyncio.TaskGroup() as tasks:
            await stand_in.go_on(tasks)
        assert stand_in._standing_in == {}
