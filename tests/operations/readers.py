"""Write what is asked and who reads which answer, from the built-in guide, into the pages for those who answer and the user guides.

Each part stands between the comments ``NAME …`` and ``end of NAME``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.blocks import who_reads
from bot.blocks.card import verdict_name
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import DEFAULT, words
from flows.conversation import conversation as talk
from flows.guide import load_guide
from flows.guide.sharing import Readers, Reads, readers
from flows.model import Guide, Participant, Question, Setup, Side, Verdict
from tests.operations.commands import row, text_of, written

DOCS = Path(__file__).parent.parent.parent / "docs"


@dataclass(frozen=True)
class Heads:
    """Headings of the tables in one language."""

    question: str
    theirs: str
    ours: str
    inviting: str
    verdict: str
    because: str
    decisions: str
    section: str
    questions: str
    minutes: str
    total: str


_HEADS = {
    "en": Heads(
        "Question",
        "Of the partner’s people, your side reads",
        "Of your side, a file for the partner counts",
        "The team that invited you reads",
        "Verdict",
        "What leads to it, one of these",
        "Decisions that follow it",
        "Section",
        "Questions",
        "Time",
        "In all",
    ),
    "fr": Heads(
        "Question",
        "Du partenaire, votre côté lit",
        "De votre côté, un fichier pour le partenaire compte",
        "L’équipe qui vous invite lit",
        "Ce que disent les réponses",
        "Ce qui y mène, l’un de ces points",
        "Décisions qui s’ensuivent",
        "Section",
        "Questions",
        "Durée",
        "En tout",
    ),
}
_SAYS: dict[str, dict[Reads | str | None, str]] = {
    "en": {
        Reads.nameless: "ticks and numbers, without names; their own words only if they agree",
        Reads.with_consent: "nothing, unless they agree",
        Reads.nothing: "nothing",
        Reads.counted: "ticks and numbers",
        "alone": "nothing: nobody but you ever reads it",
        None: "not asked",
    },
    "fr": {
        Reads.nameless: "cases et nombres, sans noms ; leurs propres mots seulement s’ils l’acceptent",
        Reads.with_consent: "rien, sauf s’ils l’acceptent",
        Reads.nothing: "rien",
        Reads.counted: "cases et nombres",
        "alone": "rien : personne d’autre que vous ne le lit",
        None: "pas demandé",
    },
}
_TO_THEM: dict[str, dict[Reads | str | None, str]] = {
    "en": {
        Reads.nameless: "your ticks and numbers, without your name; your own words only if you agree",
        Reads.with_consent: "nothing, unless you agree 🔒",
        Reads.nothing: "nothing",
    },
    "fr": {
        Reads.nameless: "vos cases et vos nombres, sans votre nom ; vos propres mots seulement si vous l’acceptez",
        Reads.with_consent: "rien, sauf si vous l’acceptez 🔒",
        Reads.nothing: "rien",
    },
}
"""The same, said to the partner's people themselves."""


def documents(so_far: Mapping[Path, str]) -> dict[Path, str]:
    """Return each page with what guide and catalogue say now (see ``commands``). Raises LookupError where a place is missing."""
    found = {}
    for language in _HEADS:
        say = Saying(load_guide(None), language)
        parts = {
            f"user-guide.{language}.md": {
                "invitation": say.invitation(),
                "readers": say.readers(),
                "verdicts": say.verdicts(),
            },
            _named("participants", language): {
                "asked": say.asked(),
                "first lines": say.first_lines(Side.ours),
                "ours": say.ours(),
            },
            _named("partner", language): {
                "invitation": say.invitation(),
                "theirs": say.theirs(),
                "first lines": say.first_lines(Side.partner),
            },
        }
        for name, places in parts.items():
            text = text_of(DOCS / name, so_far)
            for place, lines in places.items():
                text = written(text, place, "\n".join(lines))
            found[DOCS / name] = text
    return found


def _named(page: str, language: str) -> str:
    return f"{page}.md" if language == DEFAULT else f"{page}.{language}.md"


class Saying:
    """The parts of the pages in one language."""

    def __init__(self, guide: Guide, language: str) -> None:
        self.guide, self.language, self.words = guide, language, words(language)
        self.wording = Wording(self.words, guide)
        self.says, self.heads = _SAYS[language], _HEADS[language]

    def invitation(self) -> Iterator[str]:
        """What the partner's people read before they answer, as a message."""
        people = (Participant(id="U0AMINA"), *(Participant(id=f"U0P{n}", side=Side.partner) for n in range(3)))
        setup = Setup(our_kind="nonprofit", their_kind="company")
        conversation = talk.begin(self.guide, setup, "U0AMINA", people)[0]
        wording = Wording(self.words, self.guide, conversation.setup, Side.partner)
        for block in who_reads.invitation(self.words, wording, conversation):
            yield from (f"    {line}".rstrip() for line in str(block["text"]["text"]).replace("*", "").splitlines())

    def readers(self) -> Iterator[str]:
        """Question by question: what our side reads of the partner's answers, and what a file for the partner counts of ours."""
        yield from _head(self.heads.question, self.heads.theirs, self.heads.ours)
        for question in self._questions():
            theirs = self._reads(question, Side.partner).ours if question.asked(Side.partner) else None
            counted = self._reads(question, Side.ours).partner
            yield row(self.wording.prompt(question.id), self.says[theirs], self.says[counted])

    def verdicts(self) -> Iterator[str]:
        """Verdict by verdict: what leads to it, as a summary says it, and what may be decided without a reason."""
        yield from _head(self.heads.verdict, self.heads.because, self.heads.decisions)
        for verdict in Verdict:
            rules = [rule for rule in self.guide.verdicts if rule.verdict is verdict]
            because = [self.wording.say(f"reason.{reason.id}") for rule in rules for reason in rule.reasons]
            follow = [self.words.say(f"outcome.{one}") for one in talk.OUTCOMES if not talk.overridden(verdict, one)]
            yield row(verdict_name(self.words, verdict), "<br>".join(because), " · ".join(follow))

    def asked(self) -> Iterator[str]:
        """Section by section: how many questions, and how long they take."""
        yield from _head(self.heads.section, self.heads.questions, self.heads.minutes)
        seconds = dict.fromkeys(self.guide.road, 0)
        for section in self.guide.road:
            questions = [one for one in self._questions() if one.section == section]
            seconds[section] = sum(one.seconds for one in questions)
            name = self.wording.section(section)
            yield row(name, str(len(questions)), self._minutes(seconds[section]))
        yield row(f"**{self.heads.total}**", str(len(list(self._questions()))), self._minutes(sum(seconds.values())))

    def ours(self) -> Iterator[str]:
        """Question by question: what of our side's answers a file for the partner counts, and what nobody ever reads."""
        yield from _head(self.heads.question, self.heads.ours)
        for question in self._questions():
            reads = self._reads(question, Side.ours)
            yield row(
                self.wording.prompt(question.id), self.says["alone" if reads.ours is Reads.nothing else reads.partner]
            )

    def theirs(self) -> Iterator[str]:
        """Question by question, in the partner's words: what the team that invited them reads."""
        mirrored = Wording(self.words, self.guide, side=Side.partner)
        yield from _head(self.heads.question, self.heads.inviting)
        for question in self._questions():
            if question.asked(Side.partner):
                reads = self._reads(question, Side.partner).ours
                yield row(mirrored.prompt(question.id), _TO_THEM[self.language][reads])

    def first_lines(self, side: Side) -> Iterator[str]:
        """What a form says first, by how things stand."""
        keys = {
            Side.ours: ("hidden", "open"),
            Side.partner: ("summary.one", "summary.two", "summary.more", "summary.agreed"),
        }
        yield from (f"> {self.words.say(f'readers.{key}')}\n>" for key in keys[side][:-1])
        yield f"> {self.words.say(f'readers.{keys[side][-1]}')}"

    def _questions(self) -> Iterator[Question]:
        return (one for one in self.guide.questions if one.section in self.guide.road)

    def _reads(self, question: Question, author: Side) -> Readers:
        return readers(self.guide, (*question.fields, question.id)[0], author)

    def _minutes(self, seconds: int) -> str:
        return self.words.count("minutes", max(1, round(seconds / 60)))


def _head(*cells: str) -> tuple[str, str]:
    return row(*cells), "|---" * len(cells) + "|"
