"""What a guide leaves open of the principles of the method (docs/method.md): notes for its author, never errors.

No worse answer gives a better verdict, no pillar stays silent unseen, and what is told of a flag is what raised it. The guide
declares what is worse (``order``), what has to be answered (``core``), and the words of each cause.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.guide.conditions import calls_in, options_in
from flows.model import Flag, Guide, Kind

_BY_ORDER = frozenset(("opposed", "sides_opposed"))
"""Functions that hold only where the options have an order."""


ROOM = {".option.": 75, ".section.short.": 20}
"""Characters that are shown of an option, and of the short name of a section."""


@dataclass(frozen=True)
class Note:
    """Something that cannot be shown of the parts of a guide that ``where`` names, and what their author can do."""

    file: str
    where: str
    says: str
    way: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.says}. {self.way}."


def unproven(guide: Guide, file: str = "guide.toml") -> tuple[Note, ...]:
    """Return what cannot be shown of a guide that loads, a note for each kind of gap; none where every principle can be."""
    return tuple(
        note
        for find in (_orders, _comparisons, _silent_sections, _shared_words, _cut_short)
        for note in find(guide, file)
    )


def _orders(guide: Guide, file: str) -> Iterator[Note]:
    """The choices of which flags name an option that stands in no order: a worse answer may count for less."""
    named = _named_options(guide)
    bare = [question for question in named if not guide.question[question].order]
    if bare:
        says = "flags name their options, and no order says which is worse, so nothing shows that a worse answer never helps"
        yield Note(
            file,
            _listed("question", bare),
            says,
            "Give them an order from the best to the worst, unless no option is worse",
        )
    for question, options in named.items():
        if guide.question[question].order and (left_out := options - guide.levels[question].keys()):
            says = f"flags name {', '.join(sorted(left_out))}, which its order leaves out"
            yield Note(file, f"question {question!r}", says, "Put it where it belongs in the order")


def _named_options(guide: Guide) -> dict[str, set[str]]:
    """Question → the options of it that conditions of flags name, for choices in the order of the guide."""
    named: dict[str, set[str]] = {question.id: set() for question in guide.questions if question.kind is Kind.choice}
    for flag in guide.flags:
        for cause in flag.causes:
            for question, option in options_in(cause.when):
                if question in named and option in guide.question[question].options:
                    named[question].add(option)
    return {question: options for question, options in named.items() if options}


def _comparisons(guide: Guide, file: str) -> Iterator[Note]:
    """Conditions that never hold, since they compare by an order that is not there."""
    for flag in guide.flags:
        for cause in flag.causes:
            for function, arguments in calls_in(cause.when):
                if function in _BY_ORDER and arguments[0] not in guide.levels:
                    says = f"{function}({arguments[0]}) never holds, since {arguments[0]!r} has no order"
                    where = f"flag {flag.id!r}, {cause.id or cause.severity}"
                    yield Note(file, where, says, "Give it an order, or compare it otherwise")


def _silent_sections(guide: Guide, file: str) -> Iterator[Note]:
    """The sections that can stay without any answer, and nothing comes of it."""
    silent = [section for section in guide.road if not any(each.core for each in guide.in_section(section))]
    if silent:
        says = "no question is core, so nothing is said when nobody answers it"
        yield Note(file, _listed("section", silent), says, "Make a question core that a decision cannot do without")


def _shared_words(guide: Guide, file: str) -> Iterator[Note]:
    """The causes of one flag of which people read the same title, whichever raised it."""
    for language in guide.languages:
        for flag in guide.flags:
            by_title: dict[str, dict[str, None]] = {}
            for cause in flag.causes:
                by_title.setdefault(_title(guide, language, flag, cause.id), {})[cause.id] = None
            for causes in by_title.values():
                if len(causes) > 1:
                    own = [cause for cause in causes if cause]
                    says = "people read the title of another cause of this flag, and not which of them it was"
                    keys = " and ".join(f"flag.{flag.id}.{cause}.title" for cause in own)
                    yield Note(
                        f"text/{language}.toml", f"flag {flag.id!r}, {', '.join(own)}", says, f"Write {keys} anew"
                    )


def _cut_short(guide: Guide, file: str) -> Iterator[Note]:
    """The words that Slack has no room for: people read their beginning only."""
    for language in guide.languages:
        for key, text in guide.texts[language].items():
            room = next((most for part, most in ROOM.items() if part in f".{key}"), None)
            if room is not None and len(text) > room:
                yield Note(
                    f"text/{language}.toml",
                    key,
                    f"it has {len(text)} characters, and {room} are shown",
                    "Say it shorter",
                )


def _title(guide: Guide, language: str, flag: Flag, cause: str) -> str:
    own = f"flag.{flag.id}.{cause}.title"
    return guide.text(language, own if cause and guide.has_text(language, own) else f"flag.{flag.id}.title").strip()


def _listed(what: str, ids: list[str]) -> str:
    return f"{what}{'s' if len(ids) > 1 else ''} {', '.join(map(repr, ids))}"
