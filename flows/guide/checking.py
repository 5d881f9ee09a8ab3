"""What is wrong with a guide that has the right shape: ids, options, references, conditions, texts. Each problem names its fix."""

from collections import Counter
from collections.abc import Iterable, Iterator

from flows.errors import GuideError
from flows.guide.conditions import ConditionError, names_in
from flows.guide.vocabulary import RESERVED, compile_guide
from flows.model import CHECK_IN, CHECK_IN_OUTCOMES, KEPT, Flag, Guide, Kind, Question, Side
from flows.sections import SectionKind
from flows.text.languages import DEFAULT

SETUP = frozenset(("label", "our_kind", "their_kind"))
"""The opener's questions, which conditions know by these names."""
_OPENER_SAYS = dict.fromkeys(SETUP, Kind.choice) | {"decision": Kind.text}
"""What the form that opens a conversation asks, by id."""
PEOPLE_DISAGREE = "people_disagree"
"""The flag of which nobody is named and the partner's part is not shown (``bot/blocks/evidence.py``, ``among_ourselves``)."""
MOST_SECTIONS = 20
"""More could not be drawn side by side."""
RESERVED_SECTIONS = frozenset(
    (
        *("collecting", "revealed", "reviewing", "deciding", "following_up", "closed", "abandoned", "paused"),
        *(CHECK_IN, "short"),
    )
)
"""Ids that no section may have: the stages of a conversation, the check-in's questions, and the table of short names."""


def problems_of(guide: Guide, file: str) -> Iterator[GuideError]:
    """Yield everything that is wrong with a guide of the right shape, what explains others first; compile its conditions."""
    for check in (
        _check_ids,
        _check_source,
        _check_sections,
        _check_questions,
        _check_cycles,
        _check_flags,
        _check_check_in,
        _check_moves,
    ):
        yield from check(guide, file)
    conditions, wrong = compile_guide(guide, file)
    yield from wrong
    if not wrong:
        guide.compiled["conditions"] = conditions
    for language in guide.languages:
        if language in guide.texts:
            yield from _check_texts(guide, language)


def _check_ids(guide: Guide, file: str) -> Iterator[GuideError]:
    questions = guide.at_check_in.questions
    answerables = [i for q in questions for i in (q.id, *q.fields, *(probe.id for probe in q.probes))]
    for what, ids in (
        ("question", answerables),
        ("flag", [flag.id for flag in guide.flags]),
        ("section", [section.id for section in guide.sections]),
        ("move", [move.id for move in guide.moves]),
    ):
        for twice in _repeated(ids):
            yield GuideError(file, f"{what} {twice!r}", "the id stands twice", "give each an id of its own")
    for question in questions:
        for taken in (RESERVED & {question.id, *question.fields, *(probe.id for probe in question.probes)}) - SETUP:
            yield GuideError(file, f"question {taken!r}", "conditions know this name already", "choose another id")


def _check_source(guide: Guide, file: str) -> Iterator[GuideError]:
    """A line is a line of something that the guide names."""
    named: tuple[tuple[str, Iterable[Question | Flag]], ...] = (
        ("question", guide.at_check_in.questions),
        ("flag", guide.flags),
    )
    for what, one in ((what, one) for what, entries in named if guide.source is None for one in entries):
        if one.source_line is not None:
            fix = "add [source] with author and title, or take source_line out"
            yield GuideError(file, f"{what} {one.id!r}, source_line", "a line of nothing: there is no [source]", fix)


def _check_sections(guide: Guide, file: str) -> Iterator[GuideError]:
    """Every section has its part: one for the opener, at most one screening, which comes first, and something to ask in each."""
    for section in guide.sections:
        where = f"section {section.id!r}"
        if section.id in RESERVED_SECTIONS:
            yield GuideError(file, where, "this name has another meaning", "choose another id")
        if not guide.in_section(section.id, Side.ours):
            yield GuideError(file, where, "it asks nothing", "add a question, or take the section out")
    if not guide.road:
        yield GuideError(file, "sections", "there is none that people answer", "add a section")
    if len(guide.road) > MOST_SECTIONS:
        yield GuideError(file, "sections", f"{len(guide.road)} are too many", f"keep {MOST_SECTIONS} at most")
    if len(openers := [section.id for section in guide.sections if section.kind is SectionKind.setup]) != 1:
        fix = 'give one section kind = "setup", for the questions of the opener'
        yield GuideError(file, "sections", f"{len(openers)} sections are of kind setup, not one", fix)
    for asked, kind in sorted(_OPENER_SAYS.items()):
        question = guide.question.get(asked)
        if question is None or question.kind is not kind or question.section not in openers:
            fix = f'add it: id = "{asked}", kind = "{kind}", in the section of kind setup'
            yield GuideError(file, f"question {asked!r}", f"no question of the opener is {asked!r} and {kind}", fix)
    yield from _check_screening(guide, file)


def _check_screening(guide: Guide, file: str) -> Iterator[GuideError]:
    screenings = [section.id for section in guide.sections if section.kind is SectionKind.screening]
    for section in screenings[1:] or [one for one in screenings if one != guide.road[0]]:
        problem = "only the first section that people answer can be the screening"
        yield GuideError(file, f"section {section!r}", problem, 'put it first, or take its kind = "screening" out')
    if guide.screening and not screenings:
        fix = 'give the first section kind = "screening", or take [[screening]] out'
        yield GuideError(file, "[[screening]]", "it has reasons, and no section is of kind screening", fix)
    for question in guide.questions:
        if question.section in screenings and question.kind is Kind.numbers:
            where = f"question {question.id!r}"
            yield GuideError(file, where, "a screening asks for no number fields", "ask it in another section")


def _check_questions(guide: Guide, file: str) -> Iterator[GuideError]:
    sections = {section.id for section in guide.sections}
    kinds = {
        kind for asked in ("our_kind", "their_kind") if asked in guide.question for kind in guide.options_of(asked)
    }
    for question in guide.questions:
        yield from _check_section(question, sections, file)
        for kind in sorted({*question.kinds} - kinds):
            where, fix = f"question {question.id!r}", f"use one of {', '.join(sorted(kinds))}"
            yield GuideError(file, where, f"nobody is of kind {kind!r}", fix)
    for question in guide.check_in.questions:
        yield from _check_section(question, {CHECK_IN}, file)
        if question.probes:
            yield GuideError(file, f"question {question.id!r}", "a check-in asks no follow-ups", "remove its probes")
    for question in guide.at_check_in.questions:
        where = f"question {question.id!r}"
        for twice in _repeated(question.options):
            yield GuideError(file, where, f"option {twice!r} stands twice", "remove one")
        if question.kind in (Kind.choice, Kind.multi) and not question.options:
            yield GuideError(file, where, "it has no options", "add options, or make it a text question")
        if question.kind is Kind.multi and question.nothing not in question.options:
            problem = (
                f"nothing = {question.nothing!r} is none of its options" if question.nothing else "nothing is missing"
            )
            yield GuideError(file, where, problem, 'write nothing = "…" with the option that says none of them')
        yield from _check_order(question, file)
        if (question.kind is Kind.numbers) != bool(question.fields):
            yield GuideError(file, where, "fields belong to questions of kind numbers", "correct kind or fields")
        for probe in question.probes:
            if probe.kind in (Kind.choice, Kind.multi) and not probe.options:
                yield GuideError(
                    file, f"probe {probe.id!r}", "it has no options", "add options, or make it a text probe"
                )
            if probe.stands_for and probe.stands_for not in guide.owner:
                yield GuideError(
                    file, f"probe {probe.id!r}", f"it stands for unknown {probe.stands_for!r}", "name a number field"
                )


def _check_order(question: Question, file: str) -> Iterator[GuideError]:
    """An order from the best to the worst holds options of its question, each once."""
    ordered, where = [token for level in question.order for token in level], f"question {question.id!r}"
    for token in sorted(set(ordered) - {*question.options}):
        yield GuideError(
            file, where, f"order names {token!r}, which is none of its options", "name an option, or take it out"
        )
    for token in _repeated(ordered):
        yield GuideError(file, where, f"order names {token!r} twice", "leave it where it belongs")


def _check_section(question: Question, sections: set[str], file: str) -> Iterator[GuideError]:
    if question.section not in sections:
        yield GuideError(
            file,
            f"question {question.id!r}",
            f"unknown section {question.section!r}",
            f"use one of {', '.join(sorted(sections))}",
        )


def _check_cycles(guide: Guide, file: str) -> Iterator[GuideError]:
    """A probe may depend on another probe, but never in a circle: then neither could ever be asked."""
    try:
        needs = {probe.id: names_in(probe.when) & guide.probe.keys() for probe in guide.probe.values()}
    except ConditionError:
        return  # the compiler names it
    settled: set[str] = set()
    while waiting := needs.keys() - settled:
        ready = {probe for probe in waiting if needs[probe] <= settled}
        if not ready:
            circle = ", ".join(sorted(waiting))
            yield GuideError(
                file,
                f"probe {min(waiting)!r}, when",
                f"a circle of probes: {circle}",
                "let one of them not depend on the others",
            )
            return
        settled |= ready
    earlier: set[str] = set()
    for probe in guide.probe.values():
        if later := needs[probe.id] - earlier:
            yield GuideError(
                file,
                f"probe {probe.id!r}, when",
                f"it depends on {min(later)!r}, which comes after it",
                "put it after the follow-up that it depends on",
            )
        earlier.add(probe.id)


def _check_flags(guide: Guide, file: str) -> Iterator[GuideError]:
    sections = {section.id for section in guide.sections}
    for flag in guide.flags:
        where = f"flag {flag.id!r}"
        if flag.section not in sections:
            fix = f"use one of {', '.join(sorted(sections))}"
            yield GuideError(file, where, f"unknown section {flag.section!r}", fix)
        if flag.compares and flag.id != PEOPLE_DISAGREE and any(cause.scope == "each_side" for cause in flag.causes):
            problem = (
                "how people of one side differ is told without names, and the partner's never; this flag's would not be"
            )
            yield GuideError(file, where, problem, f'give it id = "{PEOPLE_DISAGREE}", or the scope our_side')
        if not flag.causes:
            yield GuideError(file, where, "it has no condition", "add blocker, warning or notice")
        for named in (*flag.evidence, *flag.next, *(named for cause in flag.causes for named in cause.evidence)):
            if named not in guide.owner and named not in guide.question:
                yield GuideError(file, where, f"unknown question {named!r}", "name a question or a probe of this guide")
        for unknown in sorted(set(flag.for_now) - {cause.id for cause in flag.causes}):
            yield GuideError(
                file, where, f"for_now names unknown cause {unknown!r}", "name the id of one of its causes"
            )
    for merged in guide.merged:
        for named in merged.flags:
            if named not in guide.flag:
                yield GuideError(file, f"merged {merged.id!r}", f"unknown flag {named!r}", "name a flag of this guide")


def _check_check_in(guide: Guide, file: str) -> Iterator[GuideError]:
    """Everything that a check-in asks exists, can be answered by itself, and has its place."""
    plan, kinds = guide.check_in, guide.at_check_in.kinds
    if not plan.first and not plan.closing:
        fix = 'write [check_in] with closing = [["still_yes", "still_why"]], and these two questions, as docs/guides/renewal does'
        yield GuideError(
            file, "check_in", "there is a check-in after every decision, and it may have nothing to ask", fix
        )
    named = [(f"flag {flag.id!r}, recheck", one) for flag in guide.flags for one in flag.recheck]
    groups = [("check_in, standing", each.ask) for each in plan.standing]
    groups += [("check_in, first", group) for group in plan.first]
    groups += [("check_in, closing", group) for group in plan.closing]
    named += [(where, one) for where, group in groups for one in group]
    named += [("check_in, since", one) for one in plan.since]
    named += [("check_in, prediction", one) for one in (plan.prediction,) if one]
    named += [("check_in, reads_back", one) for pair in plan.reads_back.items() for one in pair]
    named += [("check_in, unnamed", one) for one in plan.unnamed]
    named += [("check_in, more_is_worse", one) for one in plan.more_is_worse]
    named += [("check_in, works", one) for one in (plan.works,) if one]
    named += [("check_in, needs", one) for one in (plan.needs,) if one]
    unknown = [(where, one) for where, one in named if one not in kinds or kinds[one] is Kind.numbers]
    for where, one in unknown:
        yield GuideError(file, where, f"unknown question {one!r}", "name a question, a number field or a probe")
    if unknown:
        return  # the rest looks them up
    own = {question.id for question in plan.questions}
    for where, group in groups:
        # A line that a check-in adds to one of its own questions may stand with it.
        if (len({guide.at_check_in.owner[one].id for one in group}) != 1 and not own.issuperset(group)) or not group:
            yield GuideError(file, where, f"{', '.join(group) or '[]'} are not of one question", "name parts of one")
    for where, fields in (("check_in, since", plan.since), ("check_in, more_is_worse", plan.more_is_worse)):
        for one in fields:
            if kinds[one] is not Kind.number:
                yield GuideError(file, where, f"{one!r} is not a number", "name a number field")
    texts = [("check_in, prediction", plan.prediction), ("check_in, works", plan.works)]
    texts += [("check_in, reads_back", one) for one in plan.reads_back.values()]
    texts += [("check_in, unnamed", one) for one in plan.unnamed]
    for where, named_text in texts:
        if named_text and kinds[named_text] is not Kind.text:
            yield GuideError(file, where, f"{named_text!r} is not a text", "name a text question")
    if len(plan.first) + len(plan.closing) + plan.standing_places > plan.most:
        yield GuideError(
            file, "check_in, most", f"{plan.most} questions do not hold them all", "raise most, or name fewer"
        )


def _check_moves(guide: Guide, file: str) -> Iterator[GuideError]:
    """A move belongs to a section that people answer, and is about its questions alone: what is asked elsewhere may change."""
    for move in guide.moves:
        where = f"move {move.id!r}"
        if move.section not in guide.road:
            problem = f"unknown section {move.section!r}"
            yield GuideError(file, where, problem, f"use one of {', '.join(guide.road)}")
            continue
        here = {answerable for answerable, question in guide.owner.items() if question.section == move.section}
        try:
            named = names_in(move.when) & guide.owner.keys()
        except ConditionError:
            named = frozenset()  # the compiler names it
        for foreign in sorted(({*named, move.about} if move.about else named) - here - SETUP):
            yield GuideError(file, where, f"{foreign!r} is not asked in its section", "name what its section asks")
    if guide.own_condition is not None and guide.own_condition not in guide.probe:
        yield GuideError(
            file, "own_condition", f"{guide.own_condition!r} is not a follow-up", "name the one under where people lean"
        )


MOST_MOVE = 300
"""Characters of a move, with the name of its question: it is read at a glance, and answered with one message."""


def _check_texts(guide: Guide, language: str) -> Iterator[GuideError]:
    catalogue, required = guide.texts[language], tuple(required_texts(guide))
    if catalogue.keys().isdisjoint(required):
        fix = f"copy the file of a language that has them, such as text/{DEFAULT}.toml, and translate it"
        yield GuideError(f"text/{language}.toml", "(file)", "it has none of the words of this guide", fix)
        return
    for key in required:
        if not catalogue.get(key, "").strip():
            yield GuideError(
                f"text/{language}.toml", key, "the text is missing", f"add {key!r} to text/{language}.toml"
            )
    for key in (f"move.{move.id}.say" for move in guide.moves):
        if len(catalogue.get(key, "")) > MOST_MOVE - MOST_MOVE // 5:
            problem = f"it has more than {MOST_MOVE - MOST_MOVE // 5} characters"
            yield GuideError(f"text/{language}.toml", key, problem, "ask for one thing, in two sentences")


def required_texts(guide: Guide) -> Iterator[str]:
    """Every catalogue key that the guide needs in each of its languages."""
    yield "about.road"
    if guide.screening_section is not None:
        yield from (f"about.screening.{part}" for part in ("strategic", "distraction", "next"))
    yield "truth.none"
    if not all(flag.next for flag in guide.flags):
        yield "missing_voice.invite"
    for section in guide.sections:
        yield f"section.{section.id}"
    for question in guide.at_check_in.questions:
        yield f"{question.id}.prompt"
        yield f"{question.id}.why"
        yield from (f"{question.id}.variant.{kind}" for kind in question.variants)
        yield from (f"{question.id}.option.{token}" for token in question.options if not question.fields)
        yield from (f"{field}.prompt" for field in question.fields)
        if question.kind is Kind.scale:
            yield f"{question.id}.low"
            yield f"{question.id}.high"
        if question.mirrored:
            yield f"{question.id}.mirror.prompt"
        for probe in question.probes:
            yield f"{probe.id}.prompt"
            yield from (f"{probe.id}.option.{token}" for token in probe.options)
    for flag in guide.flags:
        yield from (f"flag.{flag.id}.{part}" for part in ("title", "why", "guardrail", "truth"))
        if flag.recheck:
            yield f"flag.{flag.id}.recheck"
    yield f"section.{CHECK_IN}"
    yield from (f"check_in.{field}.prompt" for field in guide.check_in.since)
    yield from (f"check_in.{question}.reads_back" for question in guide.check_in.reads_back)
    yield from (f"check_in.commitment.{part}" for part in ("prompt", "why"))
    yield from (f"check_in.commitment.option.{token}" for token in KEPT)
    yield from (f"check_in.outcome.{outcome}" for outcome in CHECK_IN_OUTCOMES)
    yield from (f"move.{move.id}.{part}" for move in guide.moves for part in ("say", "why"))
    yield from (f"merged.{merged.id}" for merged in guide.merged)
    yield from (f"reason.{reason.id}" for rule in guide.verdicts for reason in rule.reasons)
    yield from (f"reason.{reason.id}" for reason in guide.screening)


def _repeated(ids: Iterable[str]) -> list[str]:
    return [one for one, count in Counter(ids).items() if count > 1]
