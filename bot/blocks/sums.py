"""The sums behind the work that is asked for, printed as sums."""

import re
from collections.abc import Iterable

from bot.blocks.kit.text import lines
from bot.i18n.catalogue import Words
from flows.model import Figures, Guide, RaisedFlag, Severity

_MOST_SUMS = 3
_THRESHOLD = r"\b{name} > ([\d.]+)"


def sums(words: Words, guide: Guide, flags: Iterable[RaisedFlag]) -> list[str]:
    """A text a flag: W and B of each set of figures with every number in them, then our rule of thumb, once."""
    found: list[str] = []
    for flag in flags:
        told = [_sum(words, figures) for figures in sorted(flag.figures, key=_worst_first)[:_MOST_SUMS]]
        if any(told):
            found.append(lines([*told, _rule_of_thumb(words, guide, flag)]))
    return found


def worst_sum(words: Words, flag: RaisedFlag) -> str:
    """The sum that tells most of a flag, in one line; empty where it rests on none."""
    worst = min(flag.figures, key=_worst_first, default=None)
    return lines(_sum(words, worst).split("\n")[:1]) if worst else ""


def _worst_first(figures: Figures) -> tuple[float, ...]:
    """Return what figures are sorted by: how bad they are, never whose they are."""
    ratios = (-(figures.work_ratio or 0), -(figures.service_ratio or 0))
    return *ratios, figures.money_received, figures.hours_total or 0, figures.hours_for_them or 0, figures.hour_cost


def _sum(words: Words, figures: Figures) -> str:
    numbers = {"cost": words.money(figures.hour_cost), "money": words.money(figures.money_received)}
    work = service = None
    if figures.work_ratio is not None and figures.hours_total is not None:
        ratio = words.number(round(figures.work_ratio, 2))
        work = words.say("sum.work", hours=words.hours(figures.hours_total), ratio=ratio, **numbers)
    if figures.service_ratio is not None and figures.hours_for_them is not None:
        share = words.percent(round(figures.service_ratio * 100))
        service = words.say("sum.service", hours=words.hours(figures.hours_for_them), share=share, **numbers)
    return lines([work, service])


def _rule_of_thumb(words: Words, guide: Guide, flag: RaisedFlag) -> str:
    """The thresholds of this severity, as the guide has them."""
    condition = {Severity.blocker: "blocker", Severity.warning: "warning", Severity.notice: "notice"}[flag.severity]
    source = getattr(guide.flag[flag.id], condition) or ""
    work, service = (re.search(_THRESHOLD.format(name=name), source) for name in ("work_ratio", "service_ratio"))
    if not work or not service:
        return words.say("sum.rule")
    return words.say(
        "sum.rule_above", work=words.number(float(work[1])), service=words.percent(float(service[1]) * 100)
    )
