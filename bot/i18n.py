"""The bot's own words, numbers and dates in the reader's language.

Catalogues are gettext files, ``locales/<language>/LC_MESSAGES/bot.po``, read by Babel at first use. A key is a dotted name;
its texts live only in the catalogues. A new language is a new folder: nothing here names one but the default. The words of
the method (questions, flags, reasons) are the guide's, in ``flows/guide/text``.
"""

import datetime
import gettext
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"
_ENTRIES = "LC_MESSAGES/bot.po"

_NO_BREAK = "\u00a0"
_FRENCH_CODE = "fr"
_FRENCH = (
    (re.compile(r" (?=[:;!?»%€])"), _NO_BREAK),
    (re.compile(r"(?<=«) "), _NO_BREAK),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d)|h\b)"), _NO_BREAK),
)


class UnknownKey(LookupError):
    """A key that the catalogue of this language does not have."""

    def __init__(self, key: str, file: Path) -> None:
        super().__init__(f"no text for {key!r}; add it to {file}")


@lru_cache
def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, the default first."""
    found = sorted(file.parent.parent.name for file in LOCALES.glob(f"*/{_ENTRIES}"))
    return (DEFAULT, *(language for language in found if language != DEFAULT))


def language_of(locale_or_code: str | None) -> str:
    """The catalogue for a Slack locale or a language code; the default where there is none.

    >>> language_of("fr-CA"), language_of("pt-BR"), language_of(None)
    ('fr', 'en', 'en')
    """
    code = re.split(r"[-_]", (locale_or_code or "").strip().casefold())[0]
    return code if code in languages() else DEFAULT


class Words:
    """Texts, numbers and dates in one language; use ``words(language)``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.file = LOCALES / language / _ENTRIES
        with self.file.open("rb") as stream:
            catalogue = read_po(stream)
        self.locale = catalogue.locale or Locale.parse(language)
        self._form: Callable[[int], int] = gettext.c2py(catalogue.plural_expr)
        self.entries: dict[str, tuple[str, ...]] = {}
        for message in catalogue:
            if message.id:
                key = message.id if isinstance(message.id, str) else message.id[0]
                texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
                self.entries[key] = tuple(typeset(language, text) for text in texts)

    def say(self, key: str, **fields: object) -> str:
        """The text of ``key`` with its fields filled in; raises UnknownKey. Fields go in as they are: escape them first."""
        return self._texts(key)[0].format(**fields)

    def count(self, key: str, n: int, **fields: object) -> str:
        """The text of ``key`` in the form that goes with ``n``, which is also a field."""
        return self._texts(key)[self._form(n)].format(n=self.number(n), **fields)

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
        """30 → "30%", "30 %"."""
        return format_percent(x / 100, locale=self.locale)

    def hours(self, x: float) -> str:
        """12 → "12 h"."""
        return f"{self.number(x)}{_NO_BREAK}h"

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
        if self.language != _FRENCH_CODE:
            return f"{at.hour}:{at.minute:02}"
        return f"{at.hour}{_NO_BREAK}h{f'{_NO_BREAK}{at.minute:02}' if at.minute else ''}"

    def moment(self, at: datetime.datetime) -> str:
        """A local time: "Tuesday 1 December 2026, 9:00", "mardi 1er décembre 2026, 9 h"."""
        return f"{self.weekday(at.weekday())} {self.long_date(at.date())}, {self.time_of_day(at.time())}"

    def _date(self, day: datetime.date | str, style: Literal["medium", "long"]) -> str:
        if isinstance(day, str):
            try:
                day = datetime.date.fromisoformat(day)
            except ValueError:
                return str(day)
        text = format_date(day, style, locale=self.locale)
        return text.replace("1 ", "1er ", 1) if self.language == _FRENCH_CODE and day.day == 1 else text


def words(language: str | None) -> Words:
    """The words for a language code or a Slack locale; each catalogue is read once."""
    return _read(language_of(language))


@lru_cache
def _read(language: str) -> Words:
    return Words(language)


def typeset(language: str, text: str) -> str:
    """French keeps : ; ! ? » % with the word before them; other languages are left alone."""
    if language == _FRENCH_CODE:
        for pattern, joined in _FRENCH:
            text = pattern.sub(joined, text)
    return text
