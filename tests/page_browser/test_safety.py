"""What people write stays text; what cannot be shown is named; a very long thread scrolls."""

from typing import Any

from playwright.sync_api import expect

from tests.page_browser import made_up
from tests.page_browser.conftest import OpenWindow, Room
from tests.page_browser.made_up import APP, CHANNEL, ME, OTHER, message, telling, world

HOSTILE = [
    '<img src=x onerror="window.hacked=1">',
    "</textarea><script>window.hacked=1</script>",
    "javascript:window.hacked=1",
    "<javascript:window.hacked=1|click me>",
    "&lt;b&gt;bold&lt;/b&gt; &amp;amp;",
    "*_~`<@U1>`~_*",
    "<!date^99999999999999999^{date}|soon>",
    '<@U404> <#C404|nowhere> <!channel> <http://x.example/"onmouseover=window.hacked=1|l>',
    "\u202egnirts a\u202c \u0000 \ud83d\ude00 e\u0301\u0301\u0301\u0301\u0301",
    "x" * 4000,
    '{"constructor":null,"__html":"<img src=x onerror=window.hacked=1>"}',
]


def blocks_of(text: str, number: int) -> list[dict[str, Any]]:
    plain = {"type": "plain_text", "text": text[:150]}
    mrkdwn = {"type": "mrkdwn", "text": text}
    option = {"text": plain, "value": "a"}
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": text}, {"type": "link", "url": text}]}
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": plain},
        {"type": "section", "text": mrkdwn, "fields": [mrkdwn, plain]},
        {"type": "section", "text": plain, "accessory": {"type": "overflow", "action_id": "o", "options": [option]}},
        {"type": "context", "elements": [mrkdwn, {"type": "image", "image_url": text, "alt_text": text}]},
        {"type": "image", "image_url": "https://elsewhere.example/x.png", "alt_text": text, "title": plain},
        {"type": "rich_text", "elements": [quote]},
        {"type": "markdown", "text": f"# {text}\n- [{text}]({text})\n**{text}**"},
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}], [{"type": "raw_text", "text": text}]]},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "b", "text": plain, "url": text},
                {"type": "static_select", "action_id": "s", "options": [option], "placeholder": plain},
                {"type": "radio_buttons", "action_id": "r", "options": [option]},
                {"type": "hologram", "action_id": "h"},
            ],
        },
        {"type": "hologram", "text": text},
        {
            "type": "data_visualization",
            "title": text[:50],
            "chart": {"type": "pie", "segments": [{"label": text[:20], "value": 1}]},
        },
        {"type": "alert", "text": mrkdwn, "level": "warning"},
        {"type": "card", "title": mrkdwn, "body": mrkdwn},
        {"type": "container", "title": plain, "child_blocks": [{"type": "section", "text": mrkdwn}]},
    ]
    return [block | {"block_id": f"{number}-{index}"} for index, block in enumerate(blocks)]


def test_hostile_text_is_inert_in_every_place(window: OpenWindow) -> None:
    said = [message(number, text=text) for number, text in enumerate(HOSTILE)]
    said += [
        message(100 + number, user=APP, bot=True, text="read out", blocks=blocks_of(text, number))
        for number, text in enumerate(HOSTILE)
    ]
    modal = {
        "depth": 2,
        "id": "V1",
        "body": {
            "type": "modal",
            "title": {"type": "plain_text", "text": HOSTILE[0][:24]},
            "submit": {"type": "plain_text", "text": HOSTILE[1][:24]},
            "blocks": [
                {
                    "type": "input",
                    "block_id": f"i{number}",
                    "label": {"type": "plain_text", "text": text},
                    "hint": {"type": "plain_text", "text": text},
                    "optional": True,
                    "element": {"type": "plain_text_input", "action_id": "a", "initial_value": text[:3000]},
                }
                for number, text in enumerate(HOSTILE)
            ],
        },
        "values": {},
        "errors": {f"i{number}": text for number, text in enumerate(HOSTILE)},
    }
    guide = {"file": HOSTILE[0], "errors": HOSTILE, "id": HOSTILE[1], "version": "1"}
    names = {
        f"person:{OTHER}": made_up.person(OTHER, HOSTILE[0], organisation=HOSTILE[1]),
        "notice:1": {"text": HOSTILE[0]},
        "home": {"id": "V2", "blocks": blocks_of(HOSTILE[0], 900)},
        "guide": guide,
    }
    page = window(person=ME, before=telling(world(said, **names))).page
    expect(page.locator("main article.message").first).to_be_attached()
    page.evaluate("() => document.querySelector('main .messages').scrollTo(0, 0)")
    expect(page.get_by_text("window.hacked=1", exact=False).first).to_be_attached()
    expect(page.get_by_text("A block that this page cannot show: hologram").first).to_be_attached()
    expect(page.get_by_text("An element that this page cannot show: hologram").first).to_be_attached()
    made_up.tell(page, {"modal": modal})
    expect(page.locator("dialog.dialog-view")).to_be_visible()
    made_up.tell(page, {"modal": None})
    page.locator("[data-place=home]").click()
    expect(page.locator(".home-page")).to_be_visible()
    assert page.evaluate("() => window.hacked") is None
    for address in page.evaluate(
        "() => [...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"
    ):
        assert address.startswith(("http://", "https://", "mailto:", "/", "#"))


def test_what_people_type_into_the_real_page_stays_text(window: OpenWindow, room: Room) -> None:
    amina = window(at=room.id)
    amina.ready()
    for text in HOSTILE[:3]:
        amina.write(text)
        expect(amina.messages.last).to_contain_text(text[:40])
    amina.write("/partnership new <script>window.hacked=1</script>")
    amina.form()
    expect(amina.field("name").locator("input")).to_have_value("<script>window.hacked=1</script>")
    amina.page.keyboard.press("Escape")
    expect(amina.modal).to_have_count(0)
    assert amina.page.evaluate("() => window.hacked") is None


def test_five_thousand_replies_scroll_and_one_more_arrives(window: OpenWindow) -> None:
    root = message(0, text="the root", replies=5000)
    replies = [message(n, text=f"reply {n} with some words", thread_ts=root["ts"]) for n in range(1, 5001)]
    page = window(person=ME, before=telling(world([root, *replies]))).page
    page.locator("main .replies").click()
    thread = page.locator("aside.thread")
    expect(thread.get_by_text("reply 5000 with some words")).to_be_visible()
    assert thread.locator("article.message").count() < 400
    took = page.evaluate(
        """async () => {
          const box = document.querySelector('aside.thread .messages');
          const frames = [];
          let before = performance.now();
          for (let step = 0; step < 60; step += 1) {
            box.scrollTop -= 4000;
            await new Promise(requestAnimationFrame);
            const now = performance.now();
            frames.push(now - before);
            before = now;
          }
          return frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.95)];
        }"""
    )
    print(f"\n5,000 replies: a frame while scrolling takes {took:.0f} ms at p95; ", end="")
    page.evaluate("() => document.querySelector('aside.thread .messages').scrollTo(0, 0)")
    expect(thread.get_by_text("the root")).to_be_visible()
    expect(thread.get_by_text("reply 3 with some words")).to_be_visible()
    one_more = message(6000, text="one more", thread_ts=root["ts"])
    took = page.evaluate(
        """async entity => {
          const start = performance.now();
          window.tell(entity);
          while (!document.querySelector('aside.thread .missed')) await new Promise(requestAnimationFrame);
          return performance.now() - start;
        }""",
        {f"message:{CHANNEL}:{one_more['ts']}": one_more},
    )
    print(f"one more is on the screen after {took:.0f} ms")
    thread.locator(".missed").click()
    expect(thread.get_by_text("one more")).to_be_visible()
