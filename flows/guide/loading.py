"""Load a guide from its files and check it: an error names the file, the key and the fix.

A guide is ``guide.toml`` with ``text/<language>.toml`` beside it; ``lexicon/*.json`` beside it is optional, the built-in
word lists serve where it is missing.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flows.errors import GuideError
from flows.guide.vocabulary import RESERVED, compile_guide
from flows.model import CHECK_IN, CHECK_IN_OUTCOMES, KEPT, SECTIONS, Guide, Kind, Question
from flows.text_quality import Lexicon

BUILT_IN = Path(__file__).parent / "guide.toml"
"""The guide that ships with the app."""

SETUP = frozenset(("label", "our_kind", "their_kind"))
"""The opener's questions, which conditions know by these names."""


def load_guide(file: Path | None = None) -> Guide:
    """The checked guide of ``file`` (the built-in one by default); raises GuideError."""
    path = Path(file) if file else BUILT_IN
    if path.is_dir():
        path = path / "guide.toml"
    content = _read_toml(path)
    languages = content.get("languages", ["en", "fr"])
    if not isinstance(languages, list) or not languages or not all(isinstance(one, str) for one in languages):
        raise GuideError(path.name, "languages", "it is no list of language codes", 'write languages = ["en", "fr"]')
    content["texts"] = {language: _read_texts(path, language) for language in languages}
    content["lexicon"] = _read_lexicon(path)
    try:
        guide = Guide.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise GuideError(path.name, where or "(top)", first["msg"], "see docs/guide-authors.md for the shape") from None
    check_guide(guide, path.name)
    return guide


def guide_to_json(guide: Guide) -> str:
    """The whole guide as stable JSON, to be stored with the conversations that began on it."""
    content = guide.model_dump(mode="json")
    lexicon = content["lexicon"]
    for name in ("stop", "blank", "junk", "buzz"):
        lexicon[name] = sorted(lexicon[name])
    lexicon["generic"] = {question: sorted(words) for question, words in lexicon["generic"].items()}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def guide_from_json(stored: str) -> Guide:
    """A guide from ``guide_to_json``; compiled when it is first used."""
    return Guide.model_validate_json(stored)


def check_guide(guide: Guide, file: str) -> None:
    """Everything that the shape alone does not tell; raises GuideError for the first thing that is wrong."""
    _check_ids(guide, file)
    _check_questions(guide, file)
    _check_flags(guide, file)
    _check_check_in(guide, file)
    guide.compiled["conditions"] = compile_guide(guide, file)
    for language in guide.languages:
        _check_texts(guide, language)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except FileNotFoundError:
        raise GuideError(
            path.name, "(file)", "there is no such file", f"create {path} or correct PARTNERSHIP_GUIDE"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GuideError(path.name, "(syntax)", str(error), "correct the TOML there") from None


def _read_texts(path: Path, language: str) -> dict[str, str]:
    file = path.parent / "text" / f"{language}.toml"
    return dict(_flat(_read_toml(file)))


def _flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def _read_lexicon(path: Path) -> Lexicon:
    files = sorted((path.parent / "lexicon").glob("*.json")) or sorted((BUILT_IN.parent / "lexicon").glob("*.json"))
    lexicons = []
    for file in files:
        try:
            lexicons.append(Lexicon.model_validate_json(file.read_text("utf-8")))
        except (ValidationError, UnicodeDecodeError) as error:
            raise GuideError(file.name, "(lexicon)", str(error).splitlines()[0], "correct the word list") from None
    merged = lexicons[0]
    for lexicon in lexicons[1:]:
        merged = merged.merged_with(lexicon)
    return merged


def _check_ids(guide: Guide, file: str) -> None:
    questions = guide.at_check_in.questions
    answerables = [i for q in questions for i in (q.id, *q.fields, *(probe.id for probe in q.probes))]
    for what, ids in (
        ("question", answerables),
        ("flag", [flag.id for flag in guide.flags]),
        ("section", [section.id for section in guide.sections]),
    ):
        for twice in _repeated(ids):
            raise GuideError(file, f"{what} {twice!r}", "the id stands twice", "give each an id of its own")
    for question in questions:
        for taken in (RESERVED & {question.id, *question.fields, *(probe.id for probe in question.probes)}) - SETUP:
            raise GuideError(file, f"question {taken!r}", "conditions know this name already", "choose another id")
    known = {section.id for section in guide.sections}
    for section in SECTIONS:
        if section not in known:
            raise GuideError(file, "sections", f"section {section!r} is missing", "keep the sections of the lifecycle")


def _check_questions(guide: Guide, file: str) -> None:
    sections = {section.id for section in guide.sections}
    for question in guide.questions:
        _check_section(question, sections, file)
    for question in guide.check_in.questions:
        _check_section(question, {CHECK_IN}, file)
        if question.probes:
            raise GuideError(file, f"question {question.id!r}", "a check-in asks no follow-ups", "remove its probes")
    for question in guide.at_check_in.questions:
        where = f"question {question.id!r}"
        for twice in _repeated(question.options):
            raise GuideError(file, where, f"option {twice!r} stands twice", "remove one")
        if question.kind in (Kind.choice, Kind.multi) and not question.options:
            raise GuideError(file, where, "it has no options", "add options, or make it a text question")
        if question.kind is Kind.multi and question.nothing not in question.options:
            raise GuideError(
                file, where, f"nothing = {question.nothing!r} is none of its options", "name the option that says none"
            )
        if (question.kind is Kind.numbers) != bool(question.fields):
            raise GuideError(file, where, "fields belong to questions of kind numbers", "correct kind or fields")
        for probe in question.probes:
            if probe.kind in (Kind.choice, Kind.multi) and not probe.options:
                raise GuideError(
                    file, f"probe {probe.id!r}", "it has no options", "add options, or make it a text probe"
                )
            if probe.stands_for and probe.stands_for not in guide.owner:
                raise GuideError(
                    file, f"probe {probe.id!r}", f"it stands for unknown {probe.stands_for!r}", "name a number field"
                )
    _check_cycles(guide, file)


def _check_section(question: Question, sections: set[str], file: str) -> None:
    if question.section not in sections:
        raise GuideError(
            file,
            f"question {question.id!r}",
            f"unknown section {question.section!r}",
            f"use one of {', '.join(sorted(sections))}",
        )


def _check_cycles(guide: Guide, file: str) -> None:
    """A probe may depend on another probe, but never in a circle: then neither could ever be asked."""
    from flows.conditions import names_in

    try:
        needs = {probe.id: names_in(probe.when) & guide.probe.keys() for probe in guide.probe.values()}
    except SyntaxError:
        return  # the compiler names it
    settled: set[str] = set()
    while waiting := needs.keys() - settled:
        ready = {probe for probe in waiting if needs[probe] <= settled}
        if not ready:
            circle = ", ".join(sorted(waiting))
            raise GuideError(
                file,
                f"probe {min(waiting)!r}, when",
                f"a circle of probes: {circle}",
                "let one of them not depend on the others",
            )
        settled |= ready
    earlier: set[str] = set()
    for probe in guide.probe.values():
        if later := needs[probe.id] - earlier:
            raise GuideError(
                file,
                f"probe {probe.id!r}, when",
                f"it depends on {min(later)!r}, which comes after it",
                "put it after the follow-up that it depends on",
            )
        earlier.add(probe.id)


def _check_flags(guide: Guide, file: str) -> None:
    for flag in guide.flags:
        where = f"flag {flag.id!r}"
        if not flag.conditions:
            raise GuideError(file, where, "it has no condition", "add blocker, warning or notice")
        for named in (*flag.evidence, *flag.next):
            if named not in guide.owner and named not in guide.question:
                raise GuideError(file, where, f"unknown question {named!r}", "name a question or a probe of this guide")
    for merged in guide.merged:
        for named in merged.flags:
            if named not in guide.flag:
                raise GuideError(file, f"merged {merged.id!r}", f"unknown flag {named!r}", "name a flag of this guide")


def _check_check_in(guide: Guide, file: str) -> None:
    """Everything that a check-in asks exists, can be answered by itself, and has its place."""
    plan, kinds = guide.check_in, guide.at_check_in.kinds
    named = [(f"flag {flag.id!r}, recheck", one) for flag in guide.flags for one in flag.recheck]
    named += [("check_in, standing", one) for group in plan.standing for one in group]
    named += [("check_in, closing", one) for one in plan.closing]
    named += [("check_in, since", one) for one in plan.since]
    named += [("check_in, prediction", one) for one in (plan.prediction,) if one]
    for where, one in named:
        if one not in kinds or kinds[one] is Kind.numbers:
            raise GuideError(file, where, f"unknown question {one!r}", "name a question, a number field or a probe")
    for group in plan.standing:
        if len({guide.at_check_in.owner[one].id for one in group}) != 1:
            raise GuideError(
                file, "check_in, standing", f"{', '.join(group) or '[]'} are not of one question", "name parts of one"
            )
    for one in plan.since:
        if kinds[one] is not Kind.number:
            raise GuideError(file, "check_in, since", f"{one!r} is no number", "name a number field")
    if plan.prediction and kinds[plan.prediction] is not Kind.text:
        raise GuideError(file, "check_in, prediction", f"{plan.prediction!r} is no text", "name a text question")
    if len(plan.closing) + plan.standing_places > plan.most:
        raise GuideError(
            file, "check_in, most", f"{plan.most} questions do not hold them all", "raise most, or name fewer"
        )


def _check_texts(guide: Guide, language: str) -> None:
    catalogue = guide.texts[language]
    for key in required_texts(guide):
        if not catalogue.get(key, "").strip():
            raise GuideError(
                f"text/{language}.toml", key, "the text is missing", f"add {key!r} to text/{language}.toml"
            )


def required_texts(guide: Guide) -> Iterator[str]:
    """Every catalogue key that the guide needs in each of its languages."""
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
    if guide.check_in.questions or guide.check_in.standing:
        yield f"section.{CHECK_IN}"
        yield from (f"check_in.{field}.prompt" for field in guide.check_in.since)
        yield from (f"check_in.commitment.{part}" for part in ("prompt", "why"))
        yield from (f"check_in.commitment.option.{token}" for token in KEPT)
        yield from (f"check_in.outcome.{outcome}" for outcome in CHECK_IN_OUTCOMES)
    yield from (f"merged.{merged.id}" for merged in guide.merged)
    yield from (f"reason.{reason.id}" for rule in guide.verdicts for reason in rule.reasons)
    yield from (f"reason.{reason.id}" for reason in guide.screening)


def _repeated(ids: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [i for i in ids if i in seen or seen.add(i)]  # type: ignore[func-returns-value]
