"""Messages to a real mail server and a real HTTP server: what arrives, what failures say, what hangs."""

import asyncio
import logging
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from alerts.notify import Outcome, Outlets, Post, Sms, Smtp, Telling, Text, plain, send
from alerts.notify.post import MOST_LOST
from care.duty import Channel
from care.situations import Priority
from tests.receivers import http_receiver, mail_server, until

TEXT = plain(
    Telling(
        alert="01J",
        priority=Priority.HIGH,
        situation="fall",
        site="Solgården",
        home="Lägenhet 12",
        onset=datetime(2026, 3, 3, 0, 12, tzinfo=UTC),
        zone=ZoneInfo("Europe/Stockholm"),
        link="https://mistel.example/alerts/01J",
    )
)
NUMBER = "+46701234567"


def smtp(port: int, **changes: str) -> Outlets:
    told = Smtp(host="127.0.0.1", sender="larm@kommun.example", port=port, security="none")
    return Outlets(smtp=replace(told, **changes), timeout=3)


def test_an_email_says_what_and_where_with_a_link_and_no_more() -> None:
    with mail_server() as server:
        outcome = send(smtp(server.port), Channel.EMAIL, "bo@kommun.example", TEXT)
    assert outcome == Outcome(sent=True, says="Mail server 127.0.0.1 took it")
    (mail,) = server.mails
    assert (mail.to, mail.sender) == (["bo@kommun.example"], "larm@kommun.example")
    assert mail.subject == "Fall: Lägenhet 12, Solgården"
    assert mail.text.splitlines() == [
        "Fall at Lägenhet 12, Solgården, since 01:12. Answer it in Mistel.",
        "",
        "https://mistel.example/alerts/01J",
    ]
    assert mail.message["Auto-Submitted"] == "auto-generated"


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # the test's own server
def test_a_mail_server_that_wants_a_password_gets_it_and_a_wrong_one_is_not_told_on() -> None:
    with mail_server("right horse") as server:
        right = send(smtp(server.port, user="mistel", password="right horse"), Channel.EMAIL, "bo@x.example", TEXT)
        wrong = send(smtp(server.port, user="mistel", password="wrong horse"), Channel.EMAIL, "bo@x.example", TEXT)
    assert right.sent
    assert wrong == Outcome(sent=False, says="Mail server 127.0.0.1 refused it (code 535)")
    assert "horse" not in repr(smtp(1, password="right horse"))


def test_what_a_mail_server_refuses_has_failed_and_says_the_code_but_no_address() -> None:
    with mail_server() as server:
        server.refuses = "550 no such user bo@x.example"
        outcome = send(smtp(server.port), Channel.EMAIL, "bo@x.example", TEXT)
    assert not outcome.sent
    assert "bo@x" not in outcome.says


def test_a_server_that_is_not_there_is_said_so() -> None:
    with mail_server() as server:
        port = server.port
    outcome = send(smtp(port), Channel.EMAIL, "bo@x.example", TEXT)
    assert outcome == Outcome(sent=False, says="Mail server 127.0.0.1 refused the connection")


def test_an_sms_gateway_gets_number_and_text_under_the_names_it_wants() -> None:
    with http_receiver() as gateway:
        sms = Sms(
            f"{gateway.url}/a1/sms?plan=care", to="to", message="message", sender="Mistel", user="u", password="p"
        )
        outcome = send(Outlets(sms=sms), Channel.SMS, NUMBER, TEXT)
        as_json = replace(sms, form="json", to="msisdn", message="text", sender="", user="", token="t0ken")
        again = send(Outlets(sms=as_json), Channel.SMS, NUMBER, TEXT)
    assert outcome.sent
    assert again.sent
    form, body = gateway.requests
    assert form.path == "/a1/sms?plan=care"
    said = "Fall at Lägenhet 12, Solgården, since 01:12. Answer it in Mistel. https://mistel.example/alerts/01J"
    assert form.form == {"to": NUMBER, "message": said, "from": "Mistel"}
    assert form.headers["Authorization"].startswith("Basic ")
    assert body.json == {"msisdn": NUMBER, "text": said}
    assert body.headers["Authorization"] == "Bearer t0ken"


def test_an_sms_provider_that_apprise_knows_is_reached_by_its_url() -> None:
    with http_receiver() as gateway:
        url = gateway.url.replace("http://", "form://") + "/send?:to={to}&:message=text"
        outcome = send(Outlets(sms=Sms(url)), Channel.SMS, NUMBER, TEXT)
    assert outcome == Outcome(sent=True, says="The SMS gateway took it")
    assert gateway.requests[0].form["to"] == NUMBER


def test_an_apprise_url_cannot_have_redirects_followed_or_hang_for_ever() -> None:
    with http_receiver() as elsewhere, http_receiver(status=302) as gateway, http_receiver(hangs=True) as hanging:
        gateway.headers["Location"] = elsewhere.url
        urls = [
            f"{one.url.replace('http://', 'form://')}/?:to={{to}}&redirect=yes&rto=600" for one in (gateway, hanging)
        ]
        says = [send(Outlets(sms=Sms(url), timeout=0.3), Channel.SMS, NUMBER, TEXT).says for url in urls]
    assert says == ["The SMS gateway refused it (HTTP status 302)", "The SMS gateway did not answer in time"]
    assert elsewhere.requests == []


def test_ntfy_gets_topic_title_priority_and_link() -> None:
    with http_receiver() as server:
        outcome = send(Outlets(ntfy_url=server.url, ntfy_token="tk_secret"), Channel.NTFY, "solgarden-anna", TEXT)
    assert outcome.sent
    (request,) = server.requests
    assert request.json["topic"] == "solgarden-anna"
    assert request.json["title"] == "Fall: Lägenhet 12, Solgården"
    assert (request.headers["X-Priority"], request.headers["X-Click"]) == ("max", "https://mistel.example/alerts/01J")
    assert request.headers["Authorization"] == "Bearer tk_secret"


def test_a_webhook_gets_the_facts_as_json() -> None:
    with http_receiver() as hook:
        outcome = send(Outlets(webhook_token="t"), Channel.WEBHOOK, f"{hook.url}/in", TEXT)
    assert outcome == Outcome(sent=True, says="Webhook 127.0.0.1 took it")
    (request,) = hook.requests
    told = request.json
    assert (told["alert"], told["situation"], told["priority"], told["home"]) == ("01J", "fall", "high", "Lägenhet 12")
    assert told["link"] == "https://mistel.example/alerts/01J"
    assert request.headers["Authorization"] == "Bearer t"


@pytest.mark.parametrize("status", [302, 401, 500, 503])
def test_an_answer_other_than_yes_has_failed_and_no_redirect_is_followed(status: int) -> None:
    with http_receiver() as elsewhere, http_receiver(status=status) as hook:
        hook.headers["Location"] = elsewhere.url
        outcome = send(Outlets(webhook_token="t"), Channel.WEBHOOK, f"{hook.url}/secret-path", TEXT)
    assert outcome == Outcome(sent=False, says=f"Webhook 127.0.0.1 refused it (HTTP status {status})")
    assert elsewhere.requests == []


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.NTFY])
def test_a_channel_that_is_not_set_up_says_what_to_set_and_is_not_tried_again(channel: Channel) -> None:
    outcome = send(Outlets(), channel, "x", TEXT)
    assert outcome.final
    assert "MISTEL_" in outcome.says


def test_nothing_of_a_message_reaches_the_log() -> None:
    said = StringIO()
    ours = logging.StreamHandler(said)
    logging.getLogger().addHandler(ours)
    try:
        with http_receiver(status=500) as gateway:
            send(Outlets(sms=Sms(gateway.url, token="t0ken")), Channel.SMS, NUMBER, TEXT)
    finally:
        logging.getLogger().removeHandler(ours)
    assert not any(secret in said.getvalue() for secret in (NUMBER, "t0ken", "Lägenhet", "Payload"))


def test_apprise_is_not_loaded_before_something_is_sent() -> None:
    code = "import sys, gateway.site, alerts.notify; sys.exit('apprise' in sys.modules or 'requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


async def test_a_hanging_gateway_fails_in_time_and_holds_up_nobody_else() -> None:
    with http_receiver(hangs=True) as hanging, mail_server() as mail:
        outlets = replace(smtp(mail.port), sms=Sms(hanging.url), timeout=0.5)
        post = Post(outlets)
        stuck = [asyncio.create_task(post.send(Channel.SMS, NUMBER, TEXT)) for _ in range(4)]
        await until(lambda: len(hanging.requests) == 4)
        assert (await post.send(Channel.EMAIL, "bo@x.example", TEXT)).sent
        assert not any(task.done() for task in stuck)
        outcomes = await asyncio.gather(*stuck)
    assert {outcome.says for outcome in outcomes} == {"SMS gateway 127.0.0.1 did not answer in time"}


async def test_a_server_that_drips_is_given_up_and_with_many_such_the_channel_is_taken_for_broken() -> None:
    never = asyncio.Event()
    loop = asyncio.get_running_loop()

    def drips(outlets: Outlets, channel: Channel, address: str, text: Text) -> Outcome:
        asyncio.run_coroutine_threadsafe(never.wait(), loop).result()
        return Outcome(sent=True, says="late")

    post = Post(Outlets(timeout=0.001), drips)
    outcomes = [await post.send(Channel.NTFY, "t", TEXT) for _ in range(MOST_LOST)]
    assert {outcome.says for outcome in outcomes} == {"The server for ntfy took longer than 0 s."}
    assert "hangs" in (await post.send(Channel.NTFY, "t", TEXT)).says
    never.set()
    await until(lambda: not post._lost[Channel.NTFY])


def test_a_mail_server_that_never_greets_has_failed_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        outlets = replace(smtp(mute.getsockname()[1]), timeout=0.3)
        assert send(outlets, Channel.EMAIL, "bo@x.example", TEXT).says == "Mail server 127.0.0.1 did not answer in time"
