"""The pictures in docs/pictures: what one sees in the playground, in both languages and themes. Run: make screenshots."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from bot.i18n.catalogue import words
from tests.page_browser import chromium
from tests.page_browser.hands import Scheme, Window, context
from tests.page_browser.server import playground
from tests.page_browser.steps import word_file_and_canvas

PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 820


def taken(window: Window, name: str) -> None:
    window.page.mouse.move(640, 2)
    window.page.wait_for_timeout(500)
    path = PICTURES / f"{name}-{window.language}.png"
    window.page.screenshot(path=path)
    print(path.name)


def shown(within: Locator) -> None:
    """Scroll the block that holds this to the top of its list, with some room above."""
    within.evaluate(
        """one => {
          one.closest('.block').scrollIntoView({block: 'start'});
          one.closest('.messages').scrollBy(0, -20);
        }"""
    )


def summary(browser: Browser, address: str, language: str) -> None:
    """The summary by day and by night, on a phone, and what is behind the scenes."""
    window = Window(context(browser, language), address, language=language, width=WIDTH, height=HEIGHT)
    window.ready()
    taken(window, "empty")
    window.situation("summary")
    window.open_thread()
    at_the_summary(window)
    taken(window, "summary")
    window.page.emulate_media(color_scheme="dark")
    taken(window, "summary-dark")
    window.page.emulate_media(color_scheme="light")
    window.page.locator(".bar-controls [data-backstage]").click()
    window.page.locator("#backstage-tab-chart").click()
    expect(window.page.locator(".chart-state.is-lit")).to_have_count(1)
    taken(window, "behind")
    window.close()
    small = context(browser, language, device_scale_factor=1.5)
    phone = Window(small, address, language=language, width=390, height=844, scheme="dark")
    phone.open_thread()
    at_the_summary(phone)
    taken(phone, "phone")
    phone.page.emulate_media(color_scheme="light")
    taken(phone, "phone-light")
    phone.press("points", within=phone.thread)
    evidence = phone.thread.locator("[data-action^='evidence']").first
    evidence.wait_for()
    evidence.evaluate("one => one.closest('article').scrollIntoView({block: 'start'})")
    taken(phone, "points")
    evidence.click()
    phone.form()
    taken(phone, "evidence")
    phone.page.keyboard.press("Escape")
    expect(phone.modal).to_have_count(0)
    phone.close()


def at_the_summary(window: Window) -> None:
    """Scroll the summary's first message to the top."""
    opened = window.thread.locator("[data-action='points']").last
    opened.evaluate("one => one.closest('article').scrollIntoView({block: 'start'})")


ASKED = {"en": "Tom", "fr": "Léa"}
"""Whose direct messages are in the language of the page."""


def asked(browser: Browser, address: str, language: str) -> None:
    """The start: the card, the direct message that asks, on a desktop and on a phone at night."""
    window = Window(context(browser, language), address, language=language, width=WIDTH, height=HEIGHT)
    window.ready()
    window.situation("asked")
    window.open_thread()
    taken(window, "card")
    window.be(ASKED[language])
    messages = window.page.locator(".sidebar .entry").last
    person, place = window.people()[ASKED[language]], str(messages.get_attribute("data-place"))
    messages.click()
    window.button("asked_later").wait_for()
    taken(window, "asked")
    window.close()
    small = context(browser, language, device_scale_factor=1.5)
    phone = Window(small, address, person=person, at=place, language=language, width=390, height=844, scheme="dark")
    phone.button("asked_later").wait_for()
    taken(phone, "asked-phone")
    phone.close()


def reveal_and_decision(browser: Browser, address: str, language: str) -> None:
    """Of the summary's situation: the reveal of a section, and the form of the decision."""
    small = context(browser, language, device_scale_factor=1.5)
    differ = words(language).say("reveal.differ").strip("*")
    sizes: tuple[tuple[str, int, int, Scheme], ...] = (("", WIDTH, HEIGHT, "light"), ("-phone", 390, 844, "dark"))
    for name, width, height, scheme in sizes:
        window = Window(small, address, language=language, width=width, height=height, scheme=scheme)
        window.open_thread()
        window.thread.get_by_text(differ).first.evaluate(
            "one => one.closest('article').scrollIntoView({block: 'start'})"
        )
        taken(window, f"reveal{name}")
        window.press("decide", within=window.thread)
        window.form()
        taken(window, f"decision{name}")
        window.page.keyboard.press("Escape")
        expect(window.modal).to_have_count(0)
        window.close()


def form(browser: Browser, address: str, language: str) -> None:
    """Half-way: a section's form."""
    window = Window(context(browser, language), address, language=language, width=WIDTH, height=HEIGHT)
    window.ready()
    window.situation("values")
    window.open_thread()
    window.press("open_section", within=window.thread)
    window.form()
    taken(window, "form")
    window.page.keyboard.press("Escape")
    expect(window.modal).to_have_count(0)
    window.close()


PARTNERS = {"en": "Solaris Foods", "fr": "Solaris Alimentation"}
DATES = {"en": "/partnership checkin", "fr": "/partenariat point"}
AGREEMENT = {"en": "/partnership agreement", "fr": "/partenariat accord"}


def afterwards(browser: Browser, address: str, language: str) -> None:
    """After the decision: the dates of check-ins, the agreement as a draft, a file and a canvas."""
    window = Window(context(browser, language), address, language=language, width=WIDTH, height=HEIGHT)
    window.ready()
    window.situation("due")
    window.write(DATES[language])
    window.button("schedule").click()
    window.form()
    taken(window, "dates")
    window.page.keyboard.press("Escape")
    expect(window.modal).to_have_count(0)
    window.write(f"{AGREEMENT[language]} {PARTNERS[language]}")
    window.form()
    taken(window, "agreement")
    word_file_and_canvas(window)
    window.page.locator(".sidebar .entry").last.click()
    window.page.locator(".file").scroll_into_view_if_needed()
    taken(window, "agreement-file")
    window.page.locator("main .link").last.click()
    window.page.locator(".canvas-page").wait_for()
    taken(window, "agreement-canvas")
    window.close()


def check_in(browser: Browser, address: str, language: str) -> None:
    """A month later: the check-in's form, and its report once everybody has answered."""
    window = Window(context(browser, language), address, language=language, width=WIDTH, height=HEIGHT)
    window.ready()
    window.situation("due")
    window.open_thread()
    window.press("check_in", within=window.thread)
    window.form()
    taken(window, "check-in-form")
    window.page.keyboard.press("Escape")
    window.page.locator(".bar-controls [data-play]").click()
    report = window.thread.locator("button[data-action='check_in_outcome']").last
    expect(report).to_be_visible(timeout=120_000)
    expect(window.page.locator(".play-strip")).to_have_count(0, timeout=60_000)
    expect(window.thread.locator(".chart")).to_have_count(1)  # before anything is scrolled: it comes after the report
    window.foot()
    expect(window.thread.locator(".missed")).to_have_count(0)
    title = words(language).say("report.title", number="1", partner=PARTNERS[language])
    shown(window.thread.get_by_text(title))
    taken(window, "check-in-report")
    window.foot()  # the list keeps what is near: from the top of a long report the chart is not there
    shown(window.thread.locator(".chart").last)
    taken(window, "check-in-drift")
    window.close()


def home(browser: Browser, address: str, language: str) -> None:
    """The home tab of who promised something, a month after the decision."""
    window = Window(context(browser, language), address, language=language, width=WIDTH, height=HEIGHT)
    window.ready()
    window.situation("due")
    window.be("Tom")
    window.write({"en": "/partnership language en", "fr": "/partenariat langue fr"}[language])
    expect(window.messages.last).to_contain_text(
        {"en": "Your language is set", "fr": "Votre langue est réglée"}[language]
    )
    window.page.locator("[data-place=home]").click()
    window.page.locator(".home-page [data-action^='check_in:']").wait_for()
    taken(window, "home")
    window.close()


def main() -> None:
    if chromium.where() is None:
        sys.exit("no Chromium here: apt-get install chromium, or set CHROMIUM to one")
    PICTURES.mkdir(exist_ok=True)
    with chromium.started() as browser:
        for language in ("en", "fr"):
            with playground(language) as address:
                asked(browser, address, language)
                summary(browser, address, language)
                reveal_and_decision(browser, address, language)
                form(browser, address, language)
                afterwards(browser, address, language)
                check_in(browser, address, language)
                home(browser, address, language)


if __name__ == "__main__":
    main()
