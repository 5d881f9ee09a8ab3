"""The surfaces of the draft of an agreement."""

from bot.blocks import agreement
from bot.blocks.kit.messages import body
from bot.documents.agreement.markdown import pieces, unnamed
from bot.i18n.catalogue import Words
from bot.workers.attachments.canvases import UNSURE
from tests.agreement.cases import EVERY_QUARTER, NOW, draft
from tests.blocks.registry import Payload, surface
from tests.blocks.sample import Story

OPENING = "1796029200.000"
ERRORS = ("missing_scope", "canvas_disabled_user_team", "channel_canvas_already_exists", UNSURE, "restricted_action")


@surface("modal")
def agreement_to_copy(words: Words, story: Story) -> list[Payload]:
    record = story.decided()
    text = list(pieces(draft(record, [EVERY_QUARTER], words, NOW), unnamed))
    return [
        agreement.agreement_modal(words, record, text, words.language, OPENING),
        agreement.agreement_modal(words, record, text[:1], words.language, OPENING, other_languages=False),
    ]


@surface()
def agreement_told(words: Words, story: Story) -> list[Payload]:
    record = story.decided()
    return [
        agreement.agreement_offered(words, record),
        body(agreement.word_file_text(words, record), []),
        body(agreement.word_file_refused(words, record), []),
        body(agreement.word_file_not_made(words, record), []),
        agreement.word_file_underway(words),
        agreement.canvas_underway(words),
        agreement.canvas_made(words, record, "https://example.slack.com/docs/T1/F1"),
        *(agreement.canvas_not_made(words, record, error) for error in ERRORS),
    ]
