"""The surfaces of a file of the record."""

from bot.blocks import export
from bot.i18n.catalogue import Words
from tests.blocks.registry import Payload, surface
from tests.blocks.sample import Story


@surface("modal")
def export_form(words: Words, story: Story) -> list[Payload]:
    record = story.decided()
    return [
        export.export_modal(words, export.one(words, record.partner_name), record.id),
        export.export_modal(words, export.several(words, 1, more=False), None),
        export.export_modal(words, export.several(words, 200, more=True), None),
    ]


@surface()
def export_told(words: Words, story: Story) -> list[Payload]:
    about = export.one(words, story.decided().partner_name)
    return [export.underway(words), *(export.brought(words, about, view) for view in export.VIEWS)]
