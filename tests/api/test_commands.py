"""Commands over HTTP: asked for by who may, refused with words, listed with what became of them."""

from datetime import UTC, datetime

from care.commands import Answer, CommandState, Outcome
from tests.api.world import HOMES, Town

PATH = f"/api/homes/{HOMES['test']}/commands"
REAL = f"/api/homes/{HOMES['real']}/commands"
LUNCH = {"device": "button", "command": "reminder.show", "arguments": {"text": "Lunch"}}


async def test_what_is_asked_for_is_kept_to_be_sent_and_listed_with_what_became_of_it(town: Town) -> None:
    async with town.client(person="innovator") as client:
        asked = await client.post(PATH, json={**LUNCH, "seconds": 300})
        assert (asked.status_code, asked.json()["state"], asked.json()["by"]) == (202, "waiting", "innovator")
        command = asked.json()
        waited = datetime.fromisoformat(command["until"]) - datetime.fromisoformat(command["asked"])
        assert waited.total_seconds() == 300
        assert (await client.get(PATH)).json()["items"] == [command]
        answer = Answer(id=command["id"], outcome=Outcome.DONE, says="Shown.")
        town.registry.commands.answer(command["connection"], answer, datetime.now(UTC))
        (done,) = (await client.get(PATH)).json()["items"]
        assert (done["state"], done["says"]) == (CommandState.DONE, "Shown.")


async def test_what_cannot_be_asked_is_refused_with_what_can(town: Town) -> None:
    async with town.client(person="innovator") as client:
        for wrong, status, says in (
            ({**LUNCH, "command": "reminder.shwo"}, 422, "Did you mean reminder.show?"),
            ({**LUNCH, "arguments": {}}, 422, "needs 'text'"),
            ({**LUNCH, "device": "cat"}, 404, "no device 'cat'"),
            ({**LUNCH, "seconds": 1}, 422, "seconds"),
        ):
            answer = await client.post(PATH, json=wrong)
            assert (answer.status_code, says in answer.text) == (status, True), answer.text
        assert (await client.get(PATH)).json()["items"] == []


async def test_in_real_homes_only_care_staff_ask(town: Town) -> None:
    statuses = {}
    for person in ("care", "administrator", "innovator", "evaluator"):
        async with town.client(person=person) as client:
            statuses[person] = (await client.post(REAL, json=LUNCH)).status_code
    assert statuses == {"care": 202, "administrator": 404, "innovator": 404, "evaluator": 404}
