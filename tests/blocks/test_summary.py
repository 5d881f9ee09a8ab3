"""The display rules: which cards, in which order, and what of the partner's answers our side may read."""

import json
from typing import Any

from bot.blocks import reveal, summary
from bot.blocks.conditions import conditions_modal
from bot.blocks.home import home
from bot.blocks.points import evidence_modal, other_points_modal, points_message
from bot.i18n.catalogue import words
from flows.conversation import conversation as talk
from flows.conversation.summary import readable, shareable_answers, unanswered
from flows.conversation.summary import summary as summarise
from flows.guide.sharing import protected
from flows.model import Assessment, RaisedFlag, Severity, Side, Verdict
from tests.blocks.home_surfaces import at_home
from tests.blocks.limits import strings
from tests.blocks.sample import AMINA, NOOR, OURS, RITA, SAM, THEIRS, TOM, Story, guide

EN = words("en")
B, W, N = Severity.blocker, Severity.warning, Severity.notice


def raised(flag: str, severity: Severity, people: int = 1) -> RaisedFlag:
    return RaisedFlag(id=flag, severity=severity, support=tuple(f"p{n}" for n in range(people)), evidence=())


def told(*flags: RaisedFlag) -> Assessment:
    serious = tuple(flag.id for flag in flags if flag.severity is not N)
    return Assessment(verdict=Verdict.conditional, coverage=1, because=(), flags=flags, conditions=serious)


def cards(*flags: RaisedFlag) -> list[str]:
    return [card.id for card in summarise(guide(), told(*flags)).cards]


def test_blockers_then_the_power_pillar_then_support() -> None:
    assert cards(
        raised("need_unclear", W, 3),
        raised("unpaid_work", W, 1),
        raised("values_alignment", W, 2),
        raised("no_gap", B, 1),
    ) == ["no_gap", "unpaid_work", "need_unclear", "values_alignment"]


def test_at_most_five_and_notices_are_folded() -> None:
    flags = [raised(one, W) for one in ("need_unclear", "no_multiplier", "big_name", "reach_as_impact", "admin_heavy")]
    found = summarise(guide(), told(*flags, raised("cannot_speak_up", W), raised("not_formalised", N)))
    assert len(found.cards) == 5
    assert [flag.id for flag in found.folded] == ["cannot_speak_up", "not_formalised"]


def test_the_message_shares_a_card_only_when_all_three_are_missing() -> None:
    three = [raised(one, W) for one in ("audience_vague", "influence_unknown", "action_vague")]
    assert cards(*three) == ["message"]
    assert cards(*three[:2]) == ["audience_vague", "influence_unknown"]


def test_power_shares_a_card_from_two_on_and_keeps_a_notice_out() -> None:
    both = summarise(guide(), told(raised("power_no_guardrails", W, 2), raised("power_unacknowledged", B)))
    assert [card.id for card in both.cards] == ["power"]
    assert [flag.id for flag in both.cards[0].flags] == ["power_unacknowledged", "power_no_guardrails"]
    assert both.cards[0].severity is B
    assert both.truth_flag == "power_unacknowledged"
    noticed = summarise(guide(), told(raised("power_no_guardrails", W), raised("survival_dependence", N)))
    assert [card.id for card in noticed.cards] == ["power_no_guardrails"]
    assert [flag.id for flag in noticed.folded] == ["survival_dependence"]


def test_nothing_serious_has_no_truth_of_a_flag() -> None:
    assert summarise(guide(), told(raised("human_factors", N))).truth_flag is None


def texts_of(story: Story, *, consent: bool = False) -> str:
    conversation = story.deciding(consent=consent)
    record = story.record(conversation)
    assessment = conversation.assessment()
    return "\n".join(strings(everything(record, assessment)))


def everything(record: Any, assessment: Assessment) -> list[Any]:
    """The first message, and all that can be opened from it."""
    read = readable(record.conversation, assessment).assessment
    cards = summarise(record.conversation.guide, read).cards
    return [
        summary.summary_message(EN, record, assessment),
        points_message(EN, record, assessment),
        *(evidence_modal(EN, record, assessment, card.id) for card in cards),
        other_points_modal(EN, record, assessment),
        conditions_modal(EN, record, assessment),
    ]


QUIET = Story(
    ours=OURS[:1],
    theirs=THEIRS,
    told={
        "acknowledged": "written",
        "dependence": "neither",
        "dependence_share": "",
        "lean": "go",
        "speak_up": "went_well",
        "bandwidth": "both",
        "expertise": "joint",
    },
)


def afraid(*, consent: bool) -> tuple[Story, talk.Conversation]:
    """The partner's people alone say that they depend on us, that it was never said, and that they cannot speak up."""
    conversation = QUIET.at("reviewing")
    more: dict[str, object] = {
        "money_control": "ours",
        "dependence": "partner_depends",
        "dependence_share": "70",
        "acknowledged": "not_yet",
        "speak_up": "cost_something",
        "premortem": "Secret: we are about to be closed",
    }
    for section in conversation.partner_sections():
        asked = {
            one: value
            for one, value in more.items()
            if guide().owner[one].section == section and guide().owner[one].asked(Side.partner)
        }
        conversation = QUIET.answered(conversation, section, [SAM, RITA], consent=consent, more=asked)
    return QUIET, talk.summarise(conversation, AMINA)[0]


PROTECTED_TITLES = (
    "Power imbalance not acknowledged",
    "Survival hangs on one partner",
    "Saying something unwelcome has cost something",
)


def test_what_the_partner_did_not_agree_to_share_is_neither_quoted_nor_named() -> None:
    story, conversation = afraid(consent=False)
    assessment = conversation.assessment()
    ids = {flag.id for flag in assessment.flags}
    assert {"power_unacknowledged", "survival_dependence", "cannot_speak_up"} <= ids
    read = readable(conversation, assessment)
    assert read.withheld
    assert not {"power_unacknowledged", "survival_dependence", "cannot_speak_up"} & {
        flag.id for flag in read.assessment.flags
    }
    assert read.assessment.verdict is assessment.verdict
    record = story.record(conversation)
    shown = "\n".join(strings(everything(record, assessment)))
    assert "stays theirs" in shown
    for secret in (
        *PROTECTED_TITLES,
        "Secret",
        "70%",
        "Not yet — the partner",
        "It happened, and it cost something",
        *_guardrails("cannot_speak_up"),
    ):
        assert secret not in shown
    assert SAM not in shown
    assert RITA not in shown


def _guardrails(*flags: str) -> list[str]:
    return [guide().text("en", f"flag.{flag}.guardrail") for flag in flags]


def test_what_the_partner_agreed_to_share_is_shown_without_names() -> None:
    story, conversation = afraid(consent=True)
    assert not readable(conversation, conversation.assessment()).withheld
    record = story.record(conversation)
    shown = "\n".join(strings(everything(record, conversation.assessment())))
    assert "Power imbalance not acknowledged" in shown
    assert "the partner, 2 people" in shown
    assert SAM not in shown


def test_a_flag_that_our_side_raises_itself_shows_our_answers_alone() -> None:
    story = Story(told={"speak_up": "cost_something"})
    shown = texts_of(story)
    assert "Saying something unwelcome has cost something" in shown
    conversation = story.deciding()
    read = readable(conversation, conversation.assessment())
    told_by = {
        entry.participant for flag in read.assessment.flags if flag.id == "cannot_speak_up" for entry in flag.evidence
    }
    assert told_by == set(story.our_ids)


def test_sides_that_differ_on_what_may_be_read_are_told_side_by_side() -> None:
    story = Story(told={"expertise": "joint"})
    conversation = story.at("reviewing")
    for section in conversation.partner_sections():
        more: dict[str, object] = {"expertise": "not_involved"} if section == "power" else {}
        conversation = story.answered(conversation, section, [SAM, RITA], more=more)
    conversation, _ = talk.summarise(conversation, AMINA)
    record = story.record(conversation)
    shown = "\n".join(strings(everything(record, conversation.assessment())))
    assert "Your side: Both together" in shown
    assert "The partner: The expert isn’t involved" in shown


def test_free_text_and_team_answers_are_protected() -> None:
    for answerable in (
        "dependence",
        "dependence_share",
        "acknowledged",
        "speak_up",
        "premortem",
        "unpaid_which",
        "lean",
    ):
        assert protected(guide(), answerable)
        assert not protected(guide(), answerable, consent=True)
    for answerable in ("money_control", "written", "hours_total", "bandwidth"):
        assert not protected(guide(), answerable)


def test_only_what_may_be_read_is_counted_in() -> None:
    conversation = Story().deciding()
    by_person = {person.id: set(answers) for person, answers in shareable_answers(conversation)}
    assert "dependence" in by_person[TOM]
    assert not {"dependence", "premortem", "speak_up"} & by_person[SAM]
    assert "money_control" in by_person[SAM]


def test_no_partner_means_nothing_to_hide() -> None:
    conversation = Story(theirs=()).deciding()
    assert readable(conversation, conversation.assessment()).assessment == conversation.assessment()


def test_names_stand_only_where_fewer_than_three_answered_on_our_side() -> None:
    few = Story(ours=OURS[:2], theirs=(), told={"gap": "no"})
    many = Story(ours=OURS, theirs=(), told={"gap": "no"})
    assert f'"user_id": "{AMINA}"' in _summed_up(few)
    assert '"user_id"' not in _summed_up(many)


def _summed_up(story: Story) -> str:
    conversation = story.deciding()
    return json.dumps(everything(story.record(conversation), conversation.assessment()))


def test_the_sum_is_printed_with_our_rule_of_thumb() -> None:
    shown = texts_of(Story())
    assert "200\u00a0h × 35 ÷ 5,000 = *1.4*" in shown
    assert "60\u00a0h × 35 ÷ 5,000 = *42%* of the money" in shown
    assert "Our rule of thumb raises this point above 1.5, or above 25%" in shown


def test_every_card_has_evidence_why_guardrail_and_next_question() -> None:
    conversation = Story().deciding()
    found = summarise(guide(), conversation.assessment())
    shown = texts_of(Story())
    for flag in (*(flag for card in found.cards for flag in card.flags), *found.folded):
        for part in ("why", "guardrail"):
            assert words("en").typeset(guide().text("en", guide().key_of_flag("en", flag, part))) in shown
        assert flag.evidence


def test_insufficient_is_one_kind_message() -> None:
    story = Story()
    conversation = story.insufficient()
    bodies = [summary.summary_message(EN, story.record(conversation), conversation.assessment())]
    missing = unanswered(guide(), conversation.setup, conversation.all_answers())
    assert missing[:2] == ("need", "walk_away")
    assert len(missing) == 21
    shown = "\n".join(strings(bodies))
    assert "• The need\n• The requirements\n" in shown
    assert "And 16 more" in shown


def test_every_verdict_names_what_nobody_answered() -> None:
    story = Story(told={"hours_total": "", "money_received": "", "hours_for_them": "", "hour_cost": "", "measure": ""})
    conversation = story.deciding()
    assessment = conversation.assessment()
    assert assessment.verdict is not Verdict.insufficient
    assert assessment.missing == ("measure",), "only core questions are missed"
    for language, said in (("en", "Nobody has answered yet: the measure."), ("fr", "Sans réponse pour l’instant")):
        told = points_message(words(language), story.record(conversation), assessment)
        assert said in "\n".join(strings(told))
    whole = Story().deciding()
    assert "Nobody has answered yet" not in "\n".join(strings(everything(Story().record(whole), whole.assessment())))


def test_nothing_of_an_answer_is_on_the_card_or_the_home_tab_before_the_reveal() -> None:
    from bot.blocks.card import card

    secret = Story(told={"need": "Secret need", "walk_away": "Secret walk"})
    conversation = secret.answered(secret.at("clarity"), "clarity", [AMINA, TOM])
    record = secret.record(conversation)
    shown = "\n".join(strings([card(EN, record), home(EN, guide(), NOOR, at_home(NOOR, [record]))]))
    assert "Secret" not in shown
    assert "2 of 4 have answered" in shown


def test_the_reveal_tells_not_sure_not_mine_blank_and_absent_apart() -> None:
    story = Story()
    conversation = story.answered(story.at("reach"), "reach", [AMINA, NOOR])
    conversation, _ = talk.reveal(conversation, AMINA)
    shown = "\n".join(strings(reveal.reveal_messages(EN, story.record(conversation), "reach")))
    assert f"Not for me to answer — <@{NOOR}>" in shown
    assert f"Not sure — <@{NOOR}>" in shown
    assert "1 left it blank" in shown
    assert "2 people have not answered yet" in shown
    assert f"<@{TOM}>" not in shown


def test_the_partner_never_reads_where_our_side_stands() -> None:
    story = Story()
    shown = "\n".join(strings(home(EN, guide(), SAM, at_home(SAM, [story.record(story.deciding())]))))
    assert "Northwind" not in shown
    assert "summary" not in shown
    assert story.record(story.deciding()).channel not in shown
