"""The server of the page: to its own page only, with nothing from outside."""

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from bot.playground import posting
from bot.playground.page.playground import Playground
from bot.playground.page.server import application
from bot.playground.server import LocalServer
from tests.page.screens import Screen, until

pytestmark = pytest.mark.xdist_group("page")


class Browser:
    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        link = http.client.HTTPConnection(self.host, timeout=40)
        try:
            sent = body if isinstance(body, bytes | None) else json.dumps(body).encode()
            link.request(method, path, sent, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = link.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            link.close()

    def act(self, **given: Any) -> dict[str, Any]:
        status, _, body = self.ask("POST", "/act", given, X_Playground="1")
        assert status == 200
        answer: dict[str, Any] = json.loads(body)
        return answer


class Following:
    """The stream, event by event."""

    def __init__(self, browser: Browser, path: str) -> None:
        self._link = http.client.HTTPConnection(browser.host, timeout=40)
        self._link.request("GET", path)
        self._answer = self._link.getresponse()
        assert self._answer.getheader("content-type", "").startswith("text/event-stream")

    def next(self) -> dict[str, Any]:
        while True:
            line = self._answer.readline()
            assert line, "the stream has ended"
            if line.startswith(b"data: "):
                told: dict[str, Any] = json.loads(line[6:])
                return told

    def close(self) -> None:
        self._answer.close()
        self._link.close()


@pytest.fixture
def browser(quiet: Playground) -> Iterator[Browser]:
    server = LocalServer(name="page")
    address = server.open()
    server.start(application(quiet), lambda _: None)
    yield Browser(address)
    quiet.hang_up()
    server.stop()


def test_the_page_asks_nothing_of_the_world(browser: Browser) -> None:
    status, headers, _ = browser.ask("GET", "/static/../page/server.py")
    assert status in (400, 404)
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/stream?as=U0010000002", {"Host": "evil.example"}),
        ("GET", "/backstage/rows", {"Host": "evil.example:80"}),
        ("GET", "/stream?as=U0010000002", {"Origin": "https://evil.example"}),
        ("POST", "/act", {}),
        ("POST", "/act", {"X_Playground": "1", "Origin": "https://evil.example"}),
        ("POST", "/act", {"X_Playground": "1", "Origin": "null"}),
        ("POST", "/act", {"X_Playground": "1", "Host": "127.0.0.1.evil.example"}),
    ],
)
def test_only_the_page_itself_is_answered(browser: Browser, method: str, path: str, headers: dict[str, str]) -> None:
    assert browser.ask(method, path, b"{}" if method == "POST" else None, **headers)[0] == 403


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_a_body_that_is_none_is_a_sentence(browser: Browser, body: bytes) -> None:
    status, _, answer = browser.ask("POST", "/act", body, X_Playground="1")
    assert status == 400
    assert json.loads(answer)["ok"] is False


def test_a_body_beyond_all_measure_is_refused(browser: Browser) -> None:
    assert browser.ask("POST", "/act", b" " * 300_000, X_Playground="1")[0] == 413


def test_half_a_character_does_not_break_the_stream(browser: Browser, quiet: Playground) -> None:
    amina, tom = Screen(quiet, "Amina"), Screen(quiet, "Tom")
    stream = Following(browser, f"/stream?as={tom.id}")
    stream.next()
    body = b'{"as": "%s", "do": "say", "channel": "%s", "text": "a \\ud83d b \\ud83d\\ude00"}'
    body %= (amina.id.encode(), amina.channel("main").encode())
    ts = json.loads(browser.ask("POST", "/act", body, X_Playground="1")[2])["ts"]
    assert stream.next()["set"][f"message:{amina.channel('main')}:{ts}"]["text"] == "a \ufffd b \U0001f600"
    stream.close()


def test_a_stream_tells_everything_and_then_what_changed(browser: Browser, quiet: Playground) -> None:
    tom = Screen(quiet, "Tom")
    stream = Following(browser, f"/stream?as={tom.id}&lang=fr")
    first = stream.next()
    assert first["rev"] == 1
    assert first["set"]["scene"]["situations"][0]["title"] == "Un départ à vide"
    answer = browser.act(**{"as": tom.id, "do": "say", "channel": tom.channel("main"), "text": "hello"})
    key = f"message:{tom.channel('main')}:{answer['ts']}"
    assert stream.next() == {"set": {key: tom.look().entities[key]}, "drop": [], "rev": 2}
    stream.close()
    again = Following(browser, f"/stream?as={tom.id}")  # the browser connects anew and has it all
    assert key in again.next()["set"]
    again.close()
    until(lambda: not quiet._bells)
    assert browser.ask("GET", "/stream?as=U404")[0] == 404


def test_files_are_for_who_is_in_the_channel(browser: Browser, quiet: Playground) -> None:
    amina, tom = Screen(quiet, "Amina"), Screen(quiet, "Tom")
    file = quiet.world.slack.workspace.new_file("page.html", 20)
    file.content, file.shared_in = b"<script>x()</script>", [amina.channel("private")]
    status, headers, body = browser.ask("GET", f"/files/{file.id}?as={amina.id}")
    assert (status, body) == (200, file.content)
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"] == "attachment; filename*=UTF-8''page.html"
    assert browser.ask("GET", f"/files/{file.id}?as={tom.id}")[0] == 404
    assert browser.ask("GET", "/files/F404")[0] == 404


def test_a_file_keeps_its_name_whatever_it_is_called(browser: Browser, quiet: Playground) -> None:
    amina = Screen(quiet, "Amina")
    file = quiet.world.slack.workspace.new_file('accord "été"\r\nX: 1/دار.docx', 1)
    file.content, file.shared_in = b"x", [amina.channel("main")]
    _, headers, _ = browser.ask("GET", f"/files/{file.id}?as={amina.id}")
    assert "x" not in headers
    assert unquote(headers["content-disposition"].partition("''")[2]) == file.name


def test_a_picture_in_a_message_is_for_its_readers(browser: Browser, quiet: Playground) -> None:
    amina, tom = Screen(quiet, "Amina"), Screen(quiet, "Tom")
    world = quiet.world.slack
    file = world.workspace.new_file("drift.png", 4)
    file.content, file.ready_at = b"\x89PNG", 0.0
    block = {"type": "image", "alt_text": "how far", "slack_file": {"id": file.id}}
    assert browser.ask("GET", f"/files/{file.id}?as={amina.id}")[0] == 404  # it is the app's alone
    content = {"text": "look", "blocks": [block]}
    message = posting.post(world.app, world.workspace.channels[amina.channel("private")], content)
    status, headers, body = browser.ask("GET", f"/files/{file.id}?as={amina.id}")
    assert (status, headers["content-type"], body) == (200, "image/png", file.content)
    assert browser.ask("GET", f"/files/{file.id}?as={tom.id}")[0] == 404
    shown = amina.look().entities[f"message:{message.channel}:{message.ts}"]
    assert (shown["blocks"][0]["alt_text"], shown["blocks"][0]["slack_file"]["id"]) == ("how far", file.id)


def test_behind_the_scenes(browser: Browser, quiet: Playground) -> None:
    calls = json.loads(browser.ask("GET", "/backstage/calls")[2])
    assert calls["next"] == "0.0.0"
    assert json.loads(browser.ask("GET", "/backstage/rows?lang=fr")[2])["note"].startswith("Voici les lignes")
    chart = json.loads(browser.ask("GET", "/backstage/chart")[2])
    assert (chart["current"], chart["sections"]) == (None, [])
    assert {"from": "deciding", "to": "following_up", "event": "decide"} in chart["transitions"]
    assert [one["name"] for one in json.loads(browser.ask("GET", "/backstage/faults")[2])][-1] == "no_link"
    quiet.world.slack.courier.answer_seconds = 0.01
    quiet.world.slack.send_event({"type": "app_mention", "text": "hi"})
    until(lambda: json.loads(browser.ask("GET", "/backstage/calls?since=0.0.0")[2])["deliveries"])
    delivery = json.loads(browser.ask("GET", "/backstage/calls")[2])["deliveries"][0]
    assert (delivery["kind"], delivery["acked"]) == ("events_api", False)
