"""The draft on its way as a file: as plain values into the outbox, and from them to the Word file when it is sent."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from bot.documents.agreement.draft import Agreement
from bot.documents.agreement.markdown import Names
from bot.documents.agreement.word_file import as_docx

WORD = "agreement_docx"
"""The kind of document: {"draft": an Agreement, "names": {id of a person: name}}."""

_MOST_NAME = 60


def enclosed(agreement: Agreement, names: Names) -> dict[str, Any]:
    """The content of a document of this kind. Owners keep their ids in it: by them it is found when a person is erased."""
    owners = {promise.owner for part in agreement.parts for promise in part.promises}
    return {"draft": asdict(agreement), "names": {owner: names(owner) for owner in sorted(owners)}}


def word_file(content: Mapping[str, Any]) -> bytes:
    """The bytes of the Word file; raises pydantic.ValidationError for content of another shape."""
    names = content["names"]
    return as_docx(_drafts().validate_python(content["draft"]), lambda owner: names.get(owner, ""))


def file_name(agreement: Agreement) -> str:
    """ "agreement-with-acme.docx": letters and digits of any script, whatever the partner is called."""
    named = re.sub(r"[\W_]+", "-", agreement.words.say("agreement.file", partner=agreement.partner).casefold())
    return f"{named[:_MOST_NAME].strip('-')}.docx"


@lru_cache
def _drafts() -> TypeAdapter[Agreement]:
    return TypeAdapter(Agreement)
