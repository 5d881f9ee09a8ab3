"""The reader shows Slack's screen as text, as a person would read it."""

from typing import Any

import pytest
from slack_sdk import WebClient

from bot.playground import Channel, Emulator, Person
from bot.playground.columns import width_of, wrap
from bot.playground.markup import readable
from bot.playground.reading_blocks import BlockReader
from tests.playground.sample_app import MANIFEST, ballot, button, mrkdwn, option, plain, proposal_modal

Json = dict[str, Any]


def shown(slack: Emulator, *blocks: Json, width: int = 40) -> str:
    return "\n".join(BlockReader(slack.workspace).lines(list(blocks), width))


def page(text: str) -> str:
    """The expected text, without the margin of the test."""
    lines = text.rstrip().strip("\n").split("\n")
    margin = min(len(line) - len(line.lstrip(" ")) for line in lines if line.strip())
    return "\n".join(line[margin:].rstrip() for line in lines)


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("日本", 4), ("é", 1), ("e\u0301", 1), ("🤝", 2), ("⚠️", 2), ("👩‍🔬", 2), ("█", 1)]
)
def test_width_counts_the_columns_of_a_terminal(text: str, width: int) -> None:
    assert width_of(text) == width


def test_lines_break_between_words_and_inside_a_word_that_is_too_long() -> None:
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("a" * 10, 8) == ["aaaaaaaa", "aa"]
    assert wrap("日本語日本語", 8) == ["日本語日", "本語"]
    assert wrap("• a list of things", 10) == ["• a list", "  of", "  things"]
    assert wrap("│ a quoted line", 10) == ["│ a quoted", "│ line"]
    assert wrap("one\n\ntwo", 8) == ["one", "", "two"]


def test_markup_reads_as_words(slack: Emulator, amina: Person, books: Channel) -> None:
    text = (
        f"*Bold*, _slanted_, ~struck~ and `code` for {amina.mention} in {books.mention} :tada: "
        "<https://x.org|our site> <https://y.org> <!here> &lt;tag&gt; snake_case_name 2*3*4 :unknown:"
    )
    assert readable(slack.workspace, text) == (
        "Bold, slanted, struck and code for @Amina in #books 🎉 "
        "our site (https://x.org) https://y.org @here <tag> snake_case_name 2*3*4 :unknown:"
    )


def test_a_channel_with_a_thread_edits_and_private_words(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    question = amina.post(books, "Which book?")
    client.chat_postMessage(channel=books.id, text="Emma?", blocks=ballot("Emma"), thread_ts=question.ts)
    client.chat_postEphemeral(channel=books.id, user=amina.id, text="Only you know", thread_ts=question.ts)
    amina.edit(amina.post(books, "Thnks"), "Thanks")
    assert slack.reader(amina, width=40).channel(books) == page("""
        #books
        ════════════════════════════════════════

        Amina
          Which book?

            Book club · app
              Emma has 0 votes
              [ Vote ] [ Pass ]

            👁 Visible par vous uniquement
            Book club · app
              Only you know

        Amina
          Thanks (modifié)
    """)
    folded = slack.reader(amina, width=40).channel(books, threads=False)
    assert "    2 replies" in folded
    assert "Emma" not in folded


def test_another_reader_sees_no_private_words(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    other = slack.add_person("Bo")
    other.join(books)
    question = amina.post(books, "Which book?")
    client.chat_postEphemeral(channel=books.id, user=amina.id, text="Only you know", thread_ts=question.ts)
    assert "Only you know" not in slack.reader(other).thread(question)
    assert "👁 Only visible to Amina" in slack.reader().thread(question)


def test_a_thread_stands_below_its_parent(slack: Emulator, amina: Person) -> None:
    stranger = slack.add_person("Sol", team="Acme")
    shared = slack.add_channel("with-acme", members=[amina, stranger], shared=True)
    question = amina.post(shared, "Ready?")
    stranger.post(shared, "Yes", thread=question)
    amina.delete(question)
    assert slack.reader(amina, width=30).thread(question) == page("""
        Thread in #with-acme (shared)
        ══════════════════════════════

        This message was deleted.

            Sol · Acme
              Yes
    """)


def test_times_are_those_of_the_readers_zone() -> None:
    with Emulator(MANIFEST, now=lambda: 1_700_000_000.0) as slack:
        amina = slack.add_person("Amina", tz="Europe/Paris")
        message = amina.post(slack.add_channel("books", members=[amina]), "hello")
        assert slack.reader(amina, times=True).message(message).startswith("Amina  23:13")


def test_a_modal_in_its_frame(slack: Emulator, amina: Person) -> None:
    view = proposal_modal("C1", "Emma")
    view["blocks"].insert(0, {"type": "alert", "level": "warning", "text": plain("Mind the length")})
    view["blocks"][1] |= {"hint": plain("As on the cover"), "optional": True}
    slack.workspace.open_view(amina.id, view).errors["title"] = "Too short"
    assert amina.view is not None
    assert slack.reader(width=40).view(amina.view) == page("""
        ╭─ Propose a book ─────────────────────╮
        │ ⚠️ Mind the length                   │
        │                                      │
        │ Title (optional)                     │
        │   ▏Emma                              │
        │   As on the cover                    │
        │   ⚠️ Too short                       │
        │                                      │
        │ Genre                                │
        │   [ Novel ▾ ]                        │
        │                                      │
        │ [ Why? ]                             │
        ╰─ [ Cancel ] [ Propose ] ─────────────╯
    """)


def test_a_home_tab_in_its_frame(slack: Emulator, client: WebClient, amina: Person) -> None:
    client.views_publish(user_id=amina.id, view={"type": "home", "blocks": [mrkdwn("*Your books*")]})
    assert amina.home is not None
    assert slack.reader(width=30).view(amina.home) == page("""
        ╭─ Book club · Home ─────────╮
        │ Your books                 │
        ╰────────────────────────────╯
    """)


def test_fields_stand_in_two_columns(slack: Emulator) -> None:
    fields = [{"type": "mrkdwn", "text": text} for text in ("*Who*\nAmina", "*When*\nSoon, or a little later", "*Why*")]
    assert shown(slack, {"type": "section", "fields": fields}) == page("""
        Who                  When
        Amina                Soon, or a little
                             later
        Why
    """)


def test_choices_show_what_is_chosen(slack: Emulator) -> None:
    radio = {"type": "radio_buttons", "action_id": "r", "options": [option("A"), option("B")]}
    boxes = {"type": "checkboxes", "action_id": "c", "options": [option("C"), option("D")]}
    row = [
        button("Yes", "y") | {"style": "primary"},
        button("No", "n") | {"style": "danger"},
        radio | {"initial_option": option("B")},
        boxes | {"initial_options": [option("C")]},
        {"type": "users_select", "action_id": "u", "placeholder": plain("Somebody")},
        {"type": "datepicker", "action_id": "d", "initial_date": "2026-01-31"},
        {"type": "timepicker", "action_id": "t", "initial_time": "09:05"},
        {"type": "overflow", "action_id": "o", "options": [option("Remove")]},
    ]
    assert shown(slack, {"type": "actions", "elements": row}, width=60) == page("""
        [ ● Yes ] [ ! No ]
        ( ) A
        (•) B
        [x] C
        [ ] D
        [ Somebody ▾ ] [ 2026-01-31 📅 ] [ 09:05 🕘 ] [ ⋯ Remove ]
    """)


def test_tables_and_charts_are_drawn(slack: Emulator) -> None:
    rows = [
        [{"type": "raw_text", "text": text} for text in row]
        for row in (("Flag", "Why"), ("⚠️ money", "nobody knows who pays"), ("time", "short"))
    ]
    points = [{"label": "reach", "value": 4}, {"label": "力", "value": 1}]
    bars = {"type": "bar", "series": [{"name": "us", "data": points}], "axis_config": {"categories": ["reach", "力"]}}
    pie = {"type": "pie", "segments": [{"label": "yes", "value": 3}, {"label": "no", "value": 1}]}
    assert shown(slack, {"type": "table", "rows": rows}, width=26) == page("""
        Flag     │ Why
        ─────────┼────────────────
        ⚠️ money │ nobody knows
                 │ who pays
        time     │ short
    """)
    assert shown(slack, {"type": "data_visualization", "title": "Scores", "chart": bars}, width=20) == page("""
        Scores
        reach  ██████████ 4
        力     ██▌ 1
    """)
    assert shown(slack, {"type": "data_visualization", "title": "Votes", "chart": pie}, width=26) == page("""
        Votes
        yes  ████████████ 3 (75%)
        no   ████ 1 (25%)
    """)


def test_containers_cards_and_rich_text_are_shown(slack: Emulator) -> None:
    bullets = {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]} for text in ("a", "b")
        ],
    }
    blocks = [
        {
            "type": "container",
            "title": plain("More"),
            "is_collapsible": True,
            "child_blocks": [{"type": "rich_text", "elements": [bullets]}],
        },
        {"type": "card", "title": plain("Emma"), "body": mrkdwn("*Short*")["text"], "actions": [button("Open", "o")]},
        {"type": "markdown", "text": "# Title\n**bold** and [link](https://x.org)\n- one\n> quoted"},
        {"type": "image", "image_url": "https://x.org/a.png", "alt_text": "a map"},
        {"type": "context", "elements": [plain("small :tada:")]},
        {"type": "header", "text": plain("Big")},
    ]
    assert shown(slack, *blocks, width=30) == page("""
        ▾ More
          • a
          • b
        ╭─ Emma ─────────────────────╮
        │ Short                      │
        │ [ Open ]                   │
        ╰────────────────────────────╯
        Title
        bold and link (https://x.org)
        • one
        │ quoted
        [image: a map]
        small 🎉
        Big
        ═══
    """)


def test_a_block_that_cannot_be_shown_is_named(slack: Emulator) -> None:
    assert shown(slack, {"type": "video"}) == "[a block that this reader cannot show: video]"
