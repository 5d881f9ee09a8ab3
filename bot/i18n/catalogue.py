"""The bot's own words, numbers and dates in the reader's language.

Catalogues are gettext files, ``locales/<language>/LC_MESSAGES/bot.po``, read by Babel at first use. A key is a dotted name;
its texts live only in the catalogues. A new language is a new folder: nothing here names one but the default. In it are also the
words that are typed (``typed.toml``, read by ``commands``) and those of the playground. The words of the method (questions,
flags, reasons) are the guide's, in ``flows/guide/text``; how dates and numbers are typed is in ``flows/text/typed``.
"""

import datetime
import gettext
import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, get_day_names, get_timezone_location
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from bot.i18n.languages import CATALOGUE, DEFAULT, LOCALES, language_of, languages

__all__ = ["DEFAULT", "LOCALES", "UnknownKey", "Words", "language_name", "language_of", "languages", "words"]

_NO_BREAK_AT = "format.no_break"
"""Its text: patterns, one a line, of spaces that do not break."""

_NO_BREAK = "\u00a0"

_APOSTROPHE = re.compile(r"(?<=[\w}*_”»)])'")
"""Everywhere else "'" is a quote, or a sign of code."""

_VOWELS = "AEIOUÀÂÉÈÊÎÔ"


class UnknownKey(LookupError):
    """A key that the catalogue of this language does not have."""

    def __init__(self, key: str, file: Path) -> None:
        super().__init__(f"no text for {key!r}; add it to {file}")


class Words:
    """Texts, numbers and dates in one language; use ``words(language)``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.file = LOCALES / language / CATALOGUE
        with self.file.open("rb") as stream:
            catalogue = read_po(stream)
        self.locale = catalogue.locale or Locale.parse(language)
        self._no_break: tuple[re.Pattern[str], ...] = ()
        self._form: Callable[[int], int] = gettext.c2py(catalogue.plural_expr)
        self.entries: dict[str, tuple[str, ...]] = {}
        for message in catalogue:
            if message.id:
                key = message.id if isinstance(message.id, str) else message.id[0]
                texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
                self.entries[key] = texts
        self._no_break = tuple(map(re.compile, self.entries[_NO_BREAK_AT][0].splitlines()))
        for key in self.entries.keys() - {_NO_BREAK_AT}:
            self.entries[key] = tuple(map(self.typeset, self.entries[key]))

    def say(self, key: str, **fields: object) -> str:
        """The text of ``key`` with its fields filled in; raises UnknownKey. Fields go in as they are: escape them first."""
        return self._texts(key)[0].format(**fields)

    def count(self, key: str, n: int, **fields: object) -> str:
        """The text of ``key`` in the form that goes with ``n``, which is also a field."""
        return self._texts(key)[self._form(n)].format(n=self.number(n), **fields)

    def counted(self, key: str, x: float, written: str) -> str:
        """The text of ``key`` in the form that goes with ``x``, which may be no whole number, and is shown as ``written``."""
        return self._texts(key)[self._form(math.floor(x) if x >= 1 and self._form(0) == 0 else math.ceil(x))].format(
            n=written
        )

    def knows(self, key: str) -> bool:
        """Whether the catalogue has this key."""
        return key in self.entries

    def _texts(self, key: str) -> tuple[str, ...]:
        try:
            return self.entries[key]
        except KeyError:
            raise UnknownKey(key, self.file) from None

    def number(self, x: float) -> str:
        """5000 → "5,000", "5 000"; two decimals at most."""
        return format_decimal(x, format="#,##0.##", locale=self.locale)

    def money(self, x: float) -> str:
        """An amount without its currency, which nobody asked for; no cents from a hundred on."""
        return format_decimal(x, format="#,##0" if abs(x) >= 100 else "#,##0.##", locale=self.locale)

    def percent(self, x: float) -> str:
        """30 → "30%", "30 %"; 0.5 → "0.5%", "0,5 %": a share that is not zero never looks like it."""
        places = ".#" if abs(x) >= 1 else ".####"
        pattern = str(self.locale.percent_formats[None].pattern).replace("#,##0", f"#,##0{places}")
        return format_percent(x / 100, format=pattern, locale=self.locale)

    def percent_of(self, written: str) -> str:
        """A number that is written already, with the sign of percent where the language puts it."""
        return str(self.locale.percent_formats[None].pattern).replace("#,##0", written)

    def hours(self, x: float) -> str:
        """12 → "12 h"."""
        return self.say("format.hours", n=self.number(x))

    def date(self, day: datetime.date | str) -> str:
        """Short: "1 Dec 2026", "1 déc. 2026". Takes ISO text; text that is no date comes back as it is."""
        return self._date(day, "medium")

    def long_date(self, day: datetime.date | str) -> str:
        """Long: "1 December 2026", "1 décembre 2026"."""
        return self._date(day, "long")

    def weekday(self, number: int) -> str:
        """0 → "Monday", "lundi"."""
        return str(get_day_names("wide", locale=self.locale)[number])

    def time_of_day(self, at: datetime.time) -> str:
        """09:00 → "9:00", "9 h"."""
        key = "format.time" if at.minute else "format.time_on_the_hour"
        return self.say(key, hour=at.hour, minute=f"{at.minute:02}")

    def moment(self, at: datetime.datetime) -> str:
        """A local time: "Tuesday 1 December 2026, 9:00", "mardi 1er décembre 2026 à 9 h"."""
        date, time = self.long_date(at.date()), self.time_of_day(at.time())
        return self.say("format.moment", weekday=self.weekday(at.weekday()), date=date, time=time)

    def zone(self, zone: str) -> str:
        """Say a time zone as people do: "Europe/London" → "London time", "heure de Londres". One that is unknown comes back."""
        try:
            city = get_timezone_location(zone, locale=self.locale, return_city=True)
        except LookupError:
            return zone
        if not zone.partition("/")[2] or zone.startswith("Etc/"):  # no city: "UTC"
            return str(city)
        return self.say("format.zone_vowel" if city[0] in _VOWELS else "format.zone", city=city)

    def _date(self, day: datetime.date | str, style: Literal["medium", "long"]) -> str:
        if isinstance(day, str):
            try:
                day = datetime.date.fromisoformat(day)
            except ValueError:
                return str(day)
        text = format_date(day, style, locale=self.locale)
        return text.replace("1", self.say("format.first_day"), 1) if day.day == 1 else text

    def typeset(self, text: str) -> str:
        """Set the product's own words as print does: ’ in "don't"; what a language does not part (French : ; ! ? » %) together."""
        text = _APOSTROPHE.sub("’", text)
        for pattern in self._no_break:
            text = pattern.sub(_NO_BREAK, text)
        return text

    @property
    def tag(self) -> str:
        """The language with its country, as Slack, Word and browsers name it: "en-GB"."""
        return str(self.locale).replace("_", "-") if self.locale.language == self.language else self.language

    def listed(self, texts: Sequence[str], style: Literal["standard", "or"] = "standard") -> str:
        """Return "a, b and c", or "a, b or c"."""
        return format_list(texts, style=style, locale=self.locale)


def words(language: str | None) -> Words:
    """The words for a language code or a Slack locale; each catalogue is read once."""
    return _read(language_of(language))


@lru_cache
def _read(language: str) -> Words:
    return Words(language)


def language_name(code: str, reader: str) -> str:
    """Return the name of a language as a reader of another calls it: "French", "français"."""
    return str(Locale.parse(code).get_language_name(words(reader).locale) or code)
