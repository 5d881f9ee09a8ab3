"""Counted things in the sentences for operators, which are English: each with its singular and its plural."""

THINGS = {
    "conversation": ("{n} conversation", "{n} conversations"),
    "closed conversation": ("{n} closed conversation", "{n} closed conversations"),
    "conversation with them": ("{n} conversation with them", "{n} conversations with them"),
    "answer in words": ("{n} answer in words", "{n} answers in words"),
    "remark": ("{n} remark", "{n} remarks"),
    "commitment in their words": ("{n} commitment in their words", "{n} commitments in their words"),
    "reason": ("{n} reason of a decision or a change", "{n} reasons of a decision or a change"),
    "unsent message": ("{n} unsent message", "{n} unsent messages"),
    "handed on": ("{n} open conversation handed on to a colleague", "{n} open conversations handed on to a colleague"),
    "passed on": (
        "{n} open commitment handed over to the person who leads the conversation",
        "{n} open commitments handed over to the person who leads the conversation",
    ),
    "told": ("{n} message that tells them so", "{n} messages that tell them so"),
    "sent message": ("{n} sent message", "{n} sent messages"),
    "message not sent": ("{n} message that could not be sent", "{n} messages that could not be sent"),
    "inbound key": ("{n} inbound key", "{n} inbound keys"),
    "erasure": ("{n} erasure", "{n} erasures"),
    "schedule": ("{n} schedule", "{n} schedules"),
    "act": ("{n} act", "{n} acts"),
    "row": ("{n} row", "{n} rows"),
    "byte": ("{n} byte", "{n} bytes"),
    "question": ("{n} question", "{n} questions"),
    "follow-up": ("{n} follow-up", "{n} follow-ups"),
    "flag": ("{n} flag", "{n} flags"),
    "scope": ("{n} scope", "{n} scopes"),
    "second": ("{n} second", "{n} seconds"),
}


def counted(number: int, thing: str) -> str:
    """Return "1 row", "2 rows", "0 rows"; ``thing`` is a key of THINGS."""
    one, several = THINGS[thing]
    return (one if number == 1 else several).format(n=f"{number:,}")
