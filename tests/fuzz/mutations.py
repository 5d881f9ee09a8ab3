"""Ways to spoil a payload, its bytes and its signature. Everything follows from one random generator."""

import copy
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bot.playground.signed_http import signature_of

Json = dict[str, Any]

CANARY = "kanarienvogel-7f3a91"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

HOSTILE = (
    CANARY,
    f"{CANARY}\x00\x07",
    f"{CANARY}\ud83d",
    f"\udfff\ud800{CANARY}",
    f"\u202e{CANARY}\u2066\u200f\u200b",
    f"<!channel> <@U0000> <https://example.org|{CANARY}> *_~`",
    f"'; DROP TABLE answers; -- {CANARY}",
    f'=HYPERLINK("http://example.org","{CANARY}")',
    f"{{{{7*7}}}} ${{jndi:ldap://{CANARY}}} %s %n {{0}}",
    "👩‍👩‍👧‍👦" * 200 + CANARY,
    "a\u0301\u0302\u0303\u0304\u0305\u0306" * 300 + CANARY,
    CANARY * 2_500,
    "",
    " ",
    "\n",
)
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    10**30,
    1.5,
    1e308,
    [],
    {},
    [None],
    [[]],
    {"": None},
    {"id": None},
    {"id": 7},
)
FOREIGN = ("T0FOREIGN1", "U0FOREIGN1", "C0FOREIGN1", "D0FOREIGN1", "E0FOREIGN1", "T" * 33, "u-lower", f"T{CANARY}")


@dataclass(frozen=True)
class Attempt:
    """One request. ``authentic``: signed as Slack signs; ``what``: how it was spoiled, for a report."""

    what: str
    body: bytes
    headers: dict[str, str]
    authentic: bool


class Mutations:
    """Attempts, one after the other, out of recorded payloads."""

    def __init__(self, payloads: list[Json], secret: str, seed: int) -> None:
        self.payloads, self.secret = payloads, secret
        self.random = random.Random(seed)
        values = {
            action["value"]
            for payload in payloads
            for action in payload.get("actions", ())
            if isinstance(action.get("value"), str)
        }
        metadata = {
            payload["view"]["private_metadata"] for payload in payloads if "private_metadata" in payload.get("view", {})
        }
        self.values, self.metadata = sorted(values), sorted(metadata)
        self.names = sorted(
            {action["action_id"] for payload in payloads for action in payload.get("actions", ())}
            | {payload["view"]["callback_id"] for payload in payloads if "callback_id" in payload.get("view", {})}
        )
        self._number = 0

    def next(self) -> Attempt:
        """The next attempt."""
        payload = self._fresh(copy.deepcopy(self.random.choice(self.payloads)))
        done = []
        for _ in range(self.random.choice((0, 1, 1, 1, 2, 2, 3, 4))):
            spoil = self.random.choice(self._ways())
            done.append(spoil.__name__.strip("_"))
            spoil(payload)
        body, content_type = self._encoded(payload)
        if self.random.random() < 0.12:
            body, content_type, how = self._spoiled_bytes(body, content_type)
            done.append(how)
        return self._signed(body, content_type, done)

    # Payloads

    def _ways(self) -> list[Callable[[Json], None]]:
        return [
            self._drop,
            self._odd,
            self._odd,
            self._hostile,
            self._hostile,
            self._foreign,
            self._nested,
            self._button,
            self._button,
            self._metadata,
            self._renamed,
            self._field,
            self._field,
            self._other_type,
            self._added,
        ]

    def _fresh(self, payload: Json) -> Json:
        """A new click, submission, command or event, or the inbox would stop everything after the first."""
        self._number += 1
        mark = f"{self._number}"
        if "trigger_id" in payload:
            payload["trigger_id"] = f"{mark}.{mark}.fuzz"
        for action in payload.get("actions", ()):
            action["action_ts"] = f"1700000000.{self._number:06d}"
        if "hash" in payload.get("view", {}):
            payload["view"]["hash"] = f"{mark}.fuzz"
        if "event_id" in payload:
            payload["event_id"] = f"Ev{mark}"
            if self.random.random() < 0.7 and "ts" in payload.get("event", {}):
                payload["event"]["ts"] = f"1700000000.{self._number:06d}"
        return payload

    def _places(self, payload: Json) -> list[tuple[Any, Any]]:
        """Everything that can be changed: (where, key)."""
        found: list[tuple[Any, Any]] = []
        waiting: list[Any] = [payload]
        while waiting:
            node = waiting.pop()
            keys = list(node) if isinstance(node, dict) else range(len(node))
            for key in keys:
                found.append((node, key))
                if isinstance(node[key], dict | list):
                    waiting.append(node[key])
        return found

    def _place(self, payload: Json) -> tuple[Any, Any]:
        """A place; as often near the top, where listeners look, as anywhere."""
        if self.random.random() < 0.5:
            near = [payload, *(value for value in payload.values() if isinstance(value, dict) and value)]
            node = self.random.choice(near)
            if node:
                return node, self.random.choice(list(node))
        places = self._places(payload)
        return self.random.choice(places) if places else (payload, "type")

    def _drop(self, payload: Json) -> None:
        node, key = self._place(payload)
        if isinstance(node, dict):
            node.pop(key, None)
        else:
            del node[key]

    def _odd(self, payload: Json) -> None:
        node, key = self._place(payload)
        node[key] = copy.deepcopy(self.random.choice(ODD))

    def _hostile(self, payload: Json) -> None:
        node, key = self._place(payload)
        node[key] = self.random.choice(HOSTILE)

    def _foreign(self, payload: Json) -> None:
        ids = [
            (node, key)
            for node, key in self._places(payload)
            if isinstance(key, str) and key in ("id", "user", "team", "team_id", "user_id", "channel", "channel_id")
        ]
        if ids:
            node, key = self.random.choice(ids)
            node[key] = self.random.choice(FOREIGN)

    def _nested(self, payload: Json) -> None:
        node, key = self._place(payload)
        deep: Any = CANARY
        for _ in range(self.random.choice((3, 50, 400))):
            deep = [deep] if self.random.random() < 0.5 else {"event": deep}
        node[key] = deep

    def _button(self, payload: Json) -> None:
        for action in payload.get("actions", ()) if isinstance(payload.get("actions"), list) else ():
            if isinstance(action, dict):
                action["value"] = self._forged(self.values)

    def _metadata(self, payload: Json) -> None:
        if isinstance(payload.get("view"), dict):
            payload["view"]["private_metadata"] = self._forged(self.metadata)

    def _forged(self, genuine: list[str]) -> Any:
        """What a button or a modal carries, exchanged, with one field changed, or not ours at all."""
        choice = self.random.random()
        if genuine and choice < 0.3:
            return self.random.choice(genuine)
        if genuine and choice < 0.8:
            fields = json.loads(self.random.choice(genuine))
            name = self.random.choice([*fields, "c", "s", "q", "v", "lang", "channel", "probes", "x"])
            fields[name] = self.random.choice(
                (*HOSTILE[:9], *ODD, "clarity", "values", "screening", "yes", "gap", "xx")
            )
            return json.dumps(fields)
        return self.random.choice(
            (*HOSTILE, "null", "[]", "{}", '"x"', "1", "{" * 5_000, '{"c":' * 5_000, f'{{"c":"{CANARY}"}}', *ODD)
        )

    def _renamed(self, payload: Json) -> None:
        name = self.random.choice((*self.names, CANARY, ":", "answer:", "start:x", ""))
        if isinstance(payload.get("view"), dict):
            payload["view"]["callback_id"] = name
        for action in payload.get("actions", ()) if isinstance(payload.get("actions"), list) else ():
            if isinstance(action, dict):
                action["action_id"] = name
        if "callback_id" in payload:
            payload["callback_id"] = name

    def _field(self, payload: Json) -> None:
        """What was filled in."""
        view = payload.get("view")
        values = (
            view.get("state", {}).get("values")
            if isinstance(view, dict) and isinstance(view.get("state"), dict)
            else None
        )
        if not isinstance(values, dict) or not values:
            text = "text" if "command" in payload else None
            event = payload.get("event")
            if text:
                payload["text"] = self.random.choice(("new ", "language ", "")) + self.random.choice(HOSTILE)
            elif isinstance(event, dict) and isinstance(event.get("text"), str):
                event["text"] = self.random.choice(("", event["text"] + " ")) + self.random.choice(HOSTILE)
            return
        block = values[self.random.choice(list(values))]
        if isinstance(block, dict) and block:
            element = block[self.random.choice(list(block))]
            if isinstance(element, dict):
                name = self.random.choice([*element, "value", "selected_option", "selected_options", "selected_users"])
                option = {"value": self.random.choice(HOSTILE)}
                element[name] = self.random.choice(
                    (*HOSTILE, *ODD, option, [option], [CANARY], ["U0FOREIGN1"], "12", "1e999")
                )

    def _other_type(self, payload: Json) -> None:
        kinds = (
            "block_actions",
            "view_submission",
            "view_closed",
            "shortcut",
            "message_action",
            "event_callback",
            CANARY,
        )
        if isinstance(payload.get("event"), dict) and self.random.random() < 0.7:
            names = ("message", "app_mention", "app_home_opened", "tokens_revoked", CANARY)
            subtypes = (
                "message_changed",
                "message_deleted",
                "bot_message",
                "file_share",
                "channel_join",
                CANARY,
                None,
                7,
            )
            payload["event"][self.random.choice(("type", "subtype"))] = self.random.choice(
                names if self.random.random() < 0.5 else subtypes
            )
        else:
            payload["type"] = self.random.choice(kinds)

    def _added(self, payload: Json) -> None:
        more: Json = {
            "command": "/partnership",
            "payload": "{}",
            "ssl_check": "1",
            "challenge": CANARY,
            "event": {"type": "message"},
            "authorizations": [CANARY],
            "response_urls": [{}],
            "enterprise": CANARY,
            "is_ext_shared_channel": True,
            CANARY: CANARY,
        }
        name = self.random.choice(list(more))
        payload[name] = more[name]

    # Bytes

    def _encoded(self, payload: Json) -> tuple[bytes, str]:
        if "event" in payload and "command" not in payload:
            return json.dumps(payload).encode(), JSON
        if "command" in payload and "actions" not in payload and "view" not in payload:
            flat = {key: value if isinstance(value, str) else json.dumps(value) for key, value in payload.items()}
            return urlencode({k: v.encode("utf-8", "surrogatepass") for k, v in _keys(flat).items()}).encode(), FORM
        return urlencode({"payload": json.dumps(payload)}).encode(), FORM

    def _spoiled_bytes(self, body: bytes, content_type: str) -> tuple[bytes, str, str]:
        choice = self.random
        ways: dict[str, tuple[bytes, str]] = {
            "truncated": (body[: choice.randrange(len(body) + 1)], content_type),
            "flipped": (_flipped(body, choice), content_type),
            "array": (f'["{CANARY}"]'.encode(), JSON),
            "null": (b"null", JSON),
            "null payload": (b"payload=null", FORM),
            "number": (b"payload=" + b"9" * 5_000, FORM),
            "text": (CANARY.encode(), JSON),
            "empty": (b"", content_type),
            "not utf-8": (b"\xff\xfe" + CANARY.encode(), content_type),
            "deep": (b'{"event":' * 60_000 + b"1" + b"}" * 60_000, JSON),
            "deep array": (b"payload=" + b"[" * 90_000, FORM),
            "large": (b'{"x":"' + b"k" * 1_100_000 + b'"}', JSON),
            "many fields": (b"&".join(b"a%d=1" % number for number in range(500)), FORM),
            "other type": (
                body,
                choice.choice(("", "text/plain", "multipart/form-data; boundary=x", "application/xml", CANARY)),
            ),
            "exchanged types": (body, FORM if content_type == JSON else JSON),
            "charset": (body, content_type + "; charset=utf-16"),
            "upper case": (body, content_type.upper()),
            "challenge": (
                json.dumps({"type": "url_verification", "challenge": choice.choice((CANARY, 7, None))}).encode(),
                JSON,
            ),
        }
        how = choice.choice(list(ways))
        return (*ways[how], how)

    # Signatures

    def _signed(self, body: bytes, content_type: str, done: list[str]) -> Attempt:
        now, choice = int(time.time()), self.random
        stamp = str(now)
        headers = {"content-type": content_type, "user-agent": CANARY, "x-request-id": CANARY}
        if choice.random() < 0.1:
            headers |= {"x-slack-retry-num": choice.choice(("1", CANARY, "")), "x-slack-retry-reason": CANARY}
        good = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature_of(self.secret, stamp, body)}
        if choice.random() < 0.9:
            return Attempt(" ".join(done) or "as it was", body, headers | good, True)
        stale = str(now - choice.choice((400, 600, 86_400, -400, -86_400)))
        ways: dict[str, dict[str, str]] = {
            "unsigned": {},
            "no timestamp": {"x-slack-signature": good["x-slack-signature"]},
            "no signature": {"x-slack-request-timestamp": stamp},
            "other secret": good | {"x-slack-signature": signature_of("another", stamp, body)},
            "other bytes": good | {"x-slack-signature": signature_of(self.secret, stamp, body + b" ")},
            "stale": {"x-slack-request-timestamp": stale, "x-slack-signature": signature_of(self.secret, stale, body)},
            "other time": good | {"x-slack-request-timestamp": str(now + 1)},
            "odd time": good
            | {"x-slack-request-timestamp": choice.choice((CANARY, "", "-1", "9" * 5_000, "1e9", "１７"))},
            "cut": good | {"x-slack-signature": good["x-slack-signature"][:-1]},
            "upper case": good | {"x-slack-signature": good["x-slack-signature"].upper()},
            "padded": good | {"x-slack-signature": good["x-slack-signature"] + " "},
            "canary": good | {"x-slack-signature": CANARY},
        }
        how = choice.choice(list(ways))
        return Attempt(" ".join([*done, how]), body, headers | ways[how], False)


def _flipped(body: bytes, choice: random.Random) -> bytes:
    spoiled = bytearray(body)
    for _ in range(choice.randint(1, 8)):
        if spoiled:
            spoiled[choice.randrange(len(spoiled))] = choice.randrange(256)
    return bytes(spoiled)


def _keys(fields: dict[str, str]) -> dict[bytes, str]:
    return {key.encode("utf-8", "surrogatepass"): value for key, value in fields.items()}
