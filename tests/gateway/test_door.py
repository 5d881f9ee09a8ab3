"""What is let in at ``/slack/events``: fault matrix 37, and the security table's signature and replay."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import anyio
import pytest
from slack_bolt import BoltResponse
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect

from bot.gateway import http
from bot.gateway.http import Replays, signed
from tests.gateway.asgi import FORM, JSON, NOW, SECRET, ask, headers_for, post, signed_post
from tests.gateway.conftest import Front, Time

EVENT = json.dumps(
    {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "message"}}
).encode()


def test_slacks_own_example_is_signed() -> None:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
        b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
        b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
        b"803a0bc887a14d10d2c447fce8b6703c"
    )
    stamp = "1531420618"
    signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert signed(SECRET, stamp, signature, body, 1531420618)
    assert not signed("", stamp, signature, body, 1531420618)


@pytest.mark.parametrize(("off", "status"), [(0, 200), (299, 200), (-299, 200), (301, 401), (-301, 401), (86_400, 401)])
def test_case_37_the_window_is_five_minutes_either_way(web: Starlette, front: Front, off: int, status: int) -> None:
    assert signed_post(web, EVENT, at=NOW + off).status == status
    assert len(front.seen) == (status == 200)


FORGED: list[dict[str, str | None]] = [
    {"x_slack_signature": None},
    {"x_slack_signature": ""},
    {"x_slack_signature": "v0=" + "0" * 64},
    {"x_slack_signature": "v0=é"},
    {"x_slack_request_timestamp": None},
    {"x_slack_request_timestamp": ""},
    {"x_slack_request_timestamp": "now"},
    {"x_slack_request_timestamp": "-1"},
    {"x_slack_request_timestamp": "1e9"},
    {"x_slack_request_timestamp": "9" * 5_000},
    {"x_slack_request_timestamp": str(int(NOW) + 1)},
]


@pytest.mark.parametrize("forged", FORGED, ids=[str(one)[:60] for one in FORGED])
def test_case_37_a_forged_header_is_refused(web: Starlette, front: Front, forged: dict[str, str | None]) -> None:
    answer = post(web, EVENT, **forged)
    assert answer.status == 401
    assert EVENT not in answer.body
    assert front.seen == []


def test_case_37_every_byte_counts(web: Starlette, front: Front) -> None:
    headers = headers_for(EVENT)
    for place in range(len(EVENT)):
        spoiled = bytearray(EVENT)
        spoiled[place] ^= 1
        assert asyncio.run(ask(web, headers, [bytes(spoiled)])).status == 401
    signature = headers["x-slack-signature"]
    for place in range(len(signature)):
        wrong = signature[:place] + ("0" if signature[place] != "0" else "1") + signature[place + 1 :]
        assert asyncio.run(ask(web, headers | {"x-slack-signature": wrong}, [EVENT])).status == 401
    assert front.seen == []


MALFORMED = [
    (b"", JSON),
    (b"{", JSON),
    (b"[1]", JSON),
    (b"null", JSON),
    (b'"text"', JSON),
    (b"\xff\xfe", JSON),
    (b"9" * 5_000, JSON),
    (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, JSON),
    (b"[" * 100_000, JSON),
    (b"payload=null", FORM),
    (b"payload=%5B1%5D", FORM),
    (b"payload=%7B", FORM),
    (b"payload=" + b"%5B" * 100_000, FORM),
    (b"&".join(b"a%d=1" % number for number in range(1_000)), FORM),
    (b'{"type":"url_verification"}', JSON),
    (b'{"type":"url_verification","challenge":["x"]}', JSON),
]


@pytest.mark.parametrize(("body", "kind"), MALFORMED, ids=[f"{kind[12:16]} {body[:24]!r}" for body, kind in MALFORMED])
def test_case_37_malformed_bodies_get_4xx(web: Starlette, front: Front, body: bytes, kind: str) -> None:
    assert signed_post(web, body, content_type=kind).status == 400
    assert front.seen == []


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=x", "application/xml"])
def test_case_37_odd_content_types_get_4xx(web: Starlette, front: Front, kind: str) -> None:
    assert signed_post(web, EVENT, content_type=kind).status == 415
    assert front.seen == []


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON"])
def test_the_usual_content_types_are_read(web: Starlette, front: Front, kind: str) -> None:
    assert signed_post(web, EVENT, content_type=kind).status == 200
    assert front.seen == [json.loads(EVENT)]


def test_case_37_a_body_of_10_mb_is_refused_before_it_is_read(web: Starlette, front: Front) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("read")
        yield b""

    headers = headers_for(b"x") | {"content-length": "10000000"}
    assert asyncio.run(ask(web, headers, never())).status == 413
    assert front.seen == []


def test_case_37_a_body_that_grows_over_the_cap_is_refused_on_the_way(web: Starlette) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 100_000
            yield b"x" * 100_000

    assert asyncio.run(ask(web, headers_for(b"x"), endless())).status == 413
    assert read <= http.MOST_BYTES + 200_000


def test_a_client_that_is_slow_with_its_body_is_turned_away(web: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "READ_SECONDS", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await anyio.sleep_forever()

    assert asyncio.run(ask(web, headers_for(EVENT), slow())).status == 408


def test_a_client_that_goes_away_breaks_nothing(web: Starlette) -> None:
    async def gone() -> AsyncIterator[bytes]:
        yield b"{"
        raise ClientDisconnect

    assert asyncio.run(ask(web, headers_for(EVENT), gone())).status == 400


def test_the_same_request_again_runs_nothing(web: Starlette, front: Front) -> None:
    first, again = signed_post(web, EVENT), signed_post(web, EVENT)
    assert (first.status, first.body) == (200, b"done")
    assert (again.status, again.body) == (200, b"")
    assert len(front.seen) == 1
    assert signed_post(web, EVENT, at=NOW + 1).status == 200  # signed anew: Slack's own retry
    assert len(front.seen) == 2


def test_what_failed_is_run_again_when_slack_sends_it_within_the_second(web: Starlette, front: Front) -> None:
    front.answers.append(BoltResponse(status=500))
    assert signed_post(web, EVENT).status == 500
    assert signed_post(web, EVENT).status == 200
    assert len(front.seen) == 2


def test_the_same_request_side_by_side_waits_for_the_first(web: Starlette, front: Front) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def held() -> BoltResponse:
        entered.set()
        assert go_on.wait(10)
        return BoltResponse(status=200)

    front.answers.append(held)

    async def both() -> list[int]:
        first = asyncio.create_task(ask(web, headers_for(EVENT), [EVENT]))
        await asyncio.to_thread(entered.wait, 10)
        second = asyncio.create_task(ask(web, headers_for(EVENT), [EVENT]))
        await asyncio.sleep(0)
        go_on.set()
        return [one.status for one in await asyncio.gather(first, second)]

    assert asyncio.run(both()) == [200, 200]
    assert len(front.seen) == 1


def test_remembered_signatures_are_bounded_in_number_and_time() -> None:
    clock = Time()
    replays = Replays(most=10, clock=clock)

    async def fill() -> None:
        for number in range(50):
            await replays.once(str(number), _ok)
        assert len(replays) == 10
        clock.now += 2 * http.REPLAY_SECONDS + 1
        await replays.once("later", _ok)
        assert len(replays) == 1

    asyncio.run(fill())


async def _ok() -> http.Response:
    return http.Response()


def test_no_more_run_at_once_than_there_are_workers(web: Starlette, front: Front) -> None:
    most, running, peak = 3 * http.AT_ONCE, 0, 0
    guard, full = threading.Lock(), threading.Event()

    def busy() -> BoltResponse:
        nonlocal running, peak
        with guard:
            running += 1
            peak = max(peak, running)
            if running == http.AT_ONCE:
                full.set()
        assert full.wait(10)
        with guard:
            running -= 1
        return BoltResponse(status=200)

    front.answers += [busy] * most
    bodies = [json.dumps({"type": "event_callback", "n": number}).encode() for number in range(most)]

    async def all_at_once() -> set[int]:
        return {one.status for one in await asyncio.gather(*(ask(web, headers_for(body), [body]) for body in bodies))}

    assert asyncio.run(all_at_once()) == {200}
    assert peak == http.AT_ONCE


def test_slack_confirms_the_address(web: Starlette, front: Front) -> None:
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "<b>3eZbrw1aB</b>"}).encode()
    answer = signed_post(web, body)
    assert (answer.status, json.loads(answer.body)) == (200, {"challenge": "<b>3eZbrw1aB</b>"})
    assert answer.content_type == "application/json"
    assert post(web, body, x_slack_signature="v0=0").status == 401
    assert front.seen == []


def test_slack_looks_at_the_certificate_without_a_signature(web: Starlette, front: Front) -> None:
    assert asyncio.run(ask(web, {}, [], method="GET", query="ssl_check=1")).status == 200
    assert asyncio.run(ask(web, {}, [], method="GET")).status == 405
    body = urlencode({"ssl_check": "1", "token": "x"}).encode()
    assert asyncio.run(ask(web, {"content-type": FORM}, [body])).status == 200
    assert asyncio.run(ask(web, {"content-type": FORM}, [body + b"&command=%2Fpartnership"])).status == 401
    assert asyncio.run(ask(web, {"content-type": JSON}, [b'{"ssl_check=1":1}'])).status == 401
    assert front.seen == []


def test_a_form_and_the_retry_headers_arrive_as_they_are(web: Starlette, front: Front) -> None:
    payload = {"type": "block_actions", "text": "é & ü\u2028"}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    headers = headers_for(body, content_type=FORM) | {
        "X-Slack-Retry-Num": "2",
        "X-Slack-Retry-Reason": "http_timeout",
        "X-Other": "1",
    }
    asyncio.run(ask(web, headers, [body]))
    assert front.seen == [payload]
    assert front.headers == [{"x-slack-retry-num": "2", "x-slack-retry-reason": "http_timeout"}]


@pytest.mark.parametrize("kind", [FORM, JSON])
def test_case_40_what_no_database_keeps_becomes_visible(web: Starlette, front: Front, kind: str) -> None:
    payload = {"type": "event_callback", "text": "a\x00b\ud83dc", "list": [{"\udfff": "😀"}]}
    body = json.dumps(payload).encode()
    signed_post(web, body if kind == JSON else urlencode({"payload": body}).encode(), content_type=kind)
    assert front.seen == [{"type": "event_callback", "text": "a\ufffdb\ufffdc", "list": [{"\ufffd": "😀"}]}]


def _and_the_body_explodes() -> AsyncIterator[bytes]:
    async def body() -> AsyncIterator[bytes]:
        raise AssertionError("read")
        yield b""

    return body()


_PLAINLY_FORGED = [
    *(one for one in FORGED if one.get("x_slack_signature") in (None, "") and one != FORGED[-1]),
    {"x_slack_request_timestamp": str(int(NOW) - 301)},
]


@pytest.mark.parametrize("forged", _PLAINLY_FORGED, ids=[str(one)[:60] for one in _PLAINLY_FORGED])
def test_without_the_marks_of_slack_nothing_of_a_body_is_read(web: Starlette, forged: dict[str, str | None]) -> None:
    headers = headers_for(EVENT)
    for name, value in forged.items():
        del headers[name.replace("_", "-")]
        if value is not None:
            headers[name.replace("_", "-")] = value
    assert asyncio.run(ask(web, headers, _and_the_body_explodes())).status == 401
    long_form = headers | {"content-type": FORM, "content-length": "1001"}
    assert asyncio.run(ask(web, long_form, _and_the_body_explodes())).status == 401


def test_of_an_unsigned_form_no_more_is_read_than_a_look_at_the_certificate_has(web: Starlette) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 100
            yield b"x" * 100

    assert asyncio.run(ask(web, {"content-type": FORM}, endless())).status == 401
    assert read <= 1_100


def test_large_bodies_that_are_read_at_once_are_bounded_and_small_ones_pass(
    web: Starlette, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MOST_READ_AT_ONCE_BYTES", 300_000)
    small = json.dumps({"type": "event_callback", "text": "x" * 20_000}).encode()

    async def all_at_once() -> list[int]:
        crowd = anyio.Event()

        async def held_back() -> AsyncIterator[bytes]:
            for _ in range(4):
                yield b"x" * 50_000
            await crowd.wait()
            yield b"x"

        forged = headers_for(b"another body")
        found: list[int] = []

        async def large() -> None:
            found.append((await ask(web, forged, held_back())).status)

        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(large)
            await anyio.sleep(0.05)
            found.append((await ask(web, headers_for(small), [small])).status)
            crowd.set()
        return found

    refused = asyncio.run(all_at_once())
    assert sorted(refused) == [200, 401, 503, 503]
