"""The words of schedules, English and French side by side, as patterns over plain text (lower case, no accents)."""

import re

from flows.follow_up.rules import Unit
from flows.follow_up.typed_dates import NUMBER, WEEKDAY

UNITS = {
    r"days?|jours?": (1, Unit.days),
    r"fortnights?|quinzaines?": (2, Unit.weeks),
    r"weeks?|semaines?": (1, Unit.weeks),
    r"months?|mois": (1, Unit.months),
    r"quarters?|trimestres?": (3, Unit.months),
    r"semesters?|semestres?": (6, Unit.months),
    r"years?|ans?|annees?": (1, Unit.years),
}
ADVERBS = {
    r"daily|quotidien(?:nement)?": (1, Unit.days),
    r"weekly|hebdomadaire": (1, Unit.weeks),
    r"fortnightly|bi-?mensuel(?:lement)?": (2, Unit.weeks),
    r"monthly|mensuel(?:lement)?": (1, Unit.months),
    r"quarterly|trimestriel(?:lement)?": (3, Unit.months),
    r"yearly|annually|annuel(?:lement)?": (1, Unit.years),
}
UNIT = "|".join(UNITS)
EVERY = r"\b(?:every|each|tou(?:s|te|tes) les?|chaque)"
WORKDAYS = r"week ?days?|working days?|workdays?|jours? (?:ouvres?|ouvrables?|de semaine)"
NTH = {"first": 1, "1st": 1, "premier": 1, "1er": 1}
NTH |= {"second": 2, "2nd": 2, "deuxieme": 2, "2e": 2, "third": 3, "3rd": 3, "troisieme": 3, "3e": 3}
NTH |= {"fourth": 4, "4th": 4, "quatrieme": 4, "4e": 4, "last": -1, "dernier": -1}
OFTEN = re.compile(rf"{EVERY} ?(?:{NUMBER})? ?(?:hours?|minutes?|mins?|seconds|heures?|secondes?)\b")
BEFORE = re.compile(
    rf"(?:\b({NUMBER}) ?({UNIT}) )?\b(?:before|avant)\b"
    r"(?: (?:each|every|any|all|the|next|chaque|tout|toute|le|la|les|l'|prochaine?))*"
    r" ?(?:dates? (?:de |of )?)?(?:(payment|paiement|versement)|(renewal|renouvellement|reconduction))s?(?: dates?)?\b"
)
THEN = re.compile(r"\b(?:and then|then|et puis|puis|ensuite)\b")
DAY_N = re.compile(rf"(?:\b(?:day|jour)|\b[jd] ?\+) ?({NUMBER})\b")
AFTER_A_WHILE = re.compile(rf"\b(?:in|after|dans|apres|au bout de) ({NUMBER}) ?({UNIT})\b")
EVERY_N = re.compile(rf"{EVERY} (?:(second|deuxieme|{NUMBER}) ?)?(?:(?=({WORKDAYS}|{WEEKDAY})\b)|({UNIT})\b)")
ONE_IN = re.compile(rf"\bune? (?:({UNIT})|(?P<weekday>{WEEKDAY})) sur ({NUMBER})\b")
NTH_WEEKDAY = re.compile(rf"\b({'|'.join(NTH)}) ({WEEKDAY})\b")
OF_A_MONTH = r"(?:of|du|de|in) (?:the |each |every |chaque |le )*(?:months?|mois)\b"
DAY_OF_MONTH = re.compile(rf"(?<![\w/.:-])(\d{{1,3}})(?:st|nd|rd|th|er)? {OF_A_MONTH}")
ON_THE_DAY = re.compile(
    r"\b(?:on|the|le) (\d{1,3})(?:st|nd|rd|th|er)?(?![\w/.:])|(?<![\w/.:-])(\d{1,3})(?:st|nd|rd|th|er)\b"
)
ONE_WEEKDAY = re.compile(rf"\b({WEEKDAY})(?!\w)")
TODAY = re.compile(r"\b(today|aujourd'hui|tomorrow|demain)\b")
_EACH = r"(?:each|every) ?(?:one|person|body)"
OWN_TIME = re.compile(
    rf"\b(?:{_EACH}(?:'s)? |their )?(?:own )?local time\b(?: (?:for|of) {_EACH})?"
    rf"|\b{_EACH}'s (?:own )?time\b|\btheir own time\b"
    r"|\b(?:l')?heure locale\b(?: de (?:chacune?|chaque personne))?|\b(?:l')?heure de chacune?\b|\bchacune? a son heure\b"
)
IN_THREAD = re.compile(r"\b(?:in|into) the thread\b|\bdans le fil\b")
IN_PRIVATE = re.compile(r"\b(?:in private|privately)\b|\ben prive\b")
FILLERS = re.compile(
    r"\b(?:and|at|from|starting|beginning|in|on|of|the|next|a|au|aux|compter|dans|de|des|d|du|et"
    r"|le|la|les|l|partir|prochaine?|une fois"
    r"|once|par|per)\b|[;,:.'@]"
)
