"""Behind signed HTTP everything is as over the socket; what Slack did not sign, or nobody needs, is refused at the door."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn

from bot.gateway.http import web_application
from bot.playground import skewed, tampered
from tests.dialogs.house import SECONDS, House
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage


class Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: object = None) -> None:
        await super().startup(sockets)  # type: ignore[arg-type]
        self.listening.set()

    @property
    def port(self) -> int:
        return int(self.servers[0].sockets[0].getsockname()[1])


@contextmanager
def over_http(house: House) -> Iterator[int]:
    """The app of the house behind its own web application; Slack delivers there from now on."""
    web = web_application(house.app.front, house.slack.signing_secret, house.app.health)
    server = Server(uvicorn.Config(web, port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert server.listening.wait(SECONDS)
    try:
        house.slack.connect_http(f"http://127.0.0.1:{server.port}/slack/events")
        yield server.port
    finally:
        server.should_exit = True
        thread.join(SECONDS)


@pytest.fixture
def door(own_stage: Stage) -> Iterator[int]:
    """The port behind which the app of ``own_stage`` listens."""
    with over_http(own_stage.house) as port:
        yield port
        own_stage.settle()


@pytest.mark.usefixtures("door")
def test_a_conversation_begins_over_signed_http_as_over_the_socket(own_stage: Stage) -> None:
    amina, tom, *_ = own_stage.cast
    own_stage.plays(
        (amina, "/partnership new Acme", "Who is the partner?"),
        (
            amina,
            {"our_kind": "nonprofit", "their_kind": "company", "label": "funding", "Who will do the work": [tom]},
            ("Partnership with Acme", "0 of 2 have answered"),
        ),
        (amina, "[Yes] Does your goal", ("What you lack: Yes", "1 of 2 has answered", "A little more?")),
        (amina, {"What is missing, exactly?": "Two paediatric nurses"}, None),
        (tom, "[Only us]", "The time: Only us"),
        (tom, "@coach status", "“Screening”: your answers are needed"),
        (tom, "They pay late", None),
    )
    assert own_stage.answer_of(amina, "gap_exact") == "Two paediatric nurses"
    assert [remark.text for remark in own_stage.remarks] == ["They pay late"]
    assert {delivery.over for delivery in own_stage.slack.journal.deliveries()} == {"http"}


@pytest.mark.usefixtures("door")
def test_case_37_what_slack_did_not_sign_just_now_is_refused_and_has_no_effect(own_stage: Stage, rules: Rules) -> None:
    rules.unanswered = True
    amina, tom, *_ = own_stage.cast
    own_stage.opens(amina, tom)
    question = amina.message("Does your goal")
    for change in (tampered, skewed(301), skewed(-301)):
        own_stage.slack.change_requests(change)
        assert amina.person.click(question, "answer:gap:yes") is not None
        assert own_stage.slack.journal.deliveries()[-1].outcome == "http 401"
    own_stage.slack.change_requests(None)
    assert own_stage.answer_of(amina, "gap") is None
    amina.presses("answer", question="gap", token="no")
    assert own_stage.answer_of(amina, "gap") == "no"


def test_case_37_a_body_larger_than_anything_that_slack_sends_is_refused_unread(own_stage: Stage, door: int) -> None:
    link = http.client.HTTPConnection("127.0.0.1", door, timeout=SECONDS)
    try:
        link.request("POST", "/slack/events", b"x" * 2_000_000, {"Content-Type": "application/json"})
        assert link.getresponse().status == 413
    finally:
        link.close()
