"""The moving picture of README: one section answered alone, its reveal, the summary, the decision. Run: make film.

It is taken of the playground, in each language; the lines above its pictures stand in README as its text version.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from bot.blocks.kit.wording import Wording
from bot.blocks.questions import block_id_of
from bot.i18n.catalogue import words
from bot.playground.page.situations import script
from bot.playground.stage import sample
from flows.guide import load_guide
from tests.page_browser import chromium
from tests.page_browser.camera import SCALE, Camera
from tests.page_browser.hands import Window, context
from tests.page_browser.server import playground
from tests.page_browser.steps import left_alone, pressed

PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"
MOST_BYTES = 1_500_000
LINES = {
    "en": (
        "Each person answers alone, unseen by the others.",
        "All answers appear at once, with where you differ.",
        "A summary says where you stand, and why.",
        "You decide, and the thread keeps the decision.",
    ),
    "fr": (
        "Chaque personne répond de son côté, à l’aveugle.",
        "Tout s’affiche d’un coup, désaccords compris.",
        "Un bilan dit où vous en êtes, et pourquoi.",
        "Vous décidez, et le fil en garde la trace.",
    ),
}
"""What each scene tells."""
_SECTION, _DIFFERENT = "values", "audience_values"
"""The section that is answered, and the question of it on which the people of the sample differ."""
_TO_THE_TOP = """one => {
  one.scrollIntoView({block: 'start'});
  const scrolls = each => each && (/auto|scroll/.test(getComputedStyle(each).overflowY) ? each : scrolls(each.parentElement));
  scrolls(one)?.scrollBy(0, -14);
}"""

_IS_COLOURED = """sign => {
  const drawing = document.querySelector("canvas").getContext("2d");
  drawing.font = "30px sans-serif";
  drawing.fillText(sign, 0, 32);
  const dots = drawing.getImageData(0, 0, 40, 40).data;
  return dots.some((value, place) => place % 4 === 0 && Math.abs(value - dots[place + 2]) > 60);
}"""


def film(browser: Browser, address: str, language: str) -> tuple[bytes, bytes]:
    """Return the moving picture in a language, and the same as one that does not move."""
    window = Window(context(browser, language, device_scale_factor=SCALE, bypass_csp=True), address, language=language)
    window.ready()
    camera = Camera(browser, window)
    for number, (line, taken) in enumerate(zip(LINES[language], (alone, together, summed_up, decided), strict=True), 1):
        camera.scene(number, words(language).typeset(line))
        taken(camera, window)
    made = camera.film(), camera.sheet()
    window.close()
    camera.close()
    return made


def alone(camera: Camera, window: Window) -> None:
    """Half of the people have answered; one more does."""
    with camera.backstage():
        window.situation(_SECTION)
        window.open_thread()
    window.foot()
    camera.takes(1.6, window.button("open_section", within=window.thread))
    window.press("open_section", within=window.thread)
    fill(window, "Amina")
    asked = window.field(block_id_of(_DIFFERENT))
    asked.evaluate(_TO_THE_TOP)
    camera.takes(2.2, asked.locator("input:checked").first)
    window.submit()
    left_alone(window)
    card = window.thread.locator("article.message").first
    window.thread.locator(".messages").evaluate("one => { one.scrollTop = 0; }")
    expect(card).to_contain_text(re.compile(r"3.*4"))
    camera.takes(2)


def together(camera: Camera, window: Window) -> None:
    """The last one has answered: the reveal, from the question on which they differ to what the coach says of it."""
    with camera.backstage():
        window.be("Karim")
        pressed(window, "open_section", _SECTION)
        fill(window, "Karim")
        window.submit()
        left_alone(window)
        window.be("Amina")
    following = window.button("next", within=window.thread, section=_SECTION)
    expect(following).to_be_visible()
    asked = Wording(words(window.language), load_guide(None)).prompt(_DIFFERENT)
    window.foot()
    window.thread.get_by_text(asked).last.evaluate(_TO_THE_TOP)
    camera.takes(2.4)
    window.foot()
    camera.takes(2.2)


def summed_up(camera: Camera, window: Window) -> None:
    """The summary: its first message, then its first point, with what it rests on."""
    with camera.backstage():
        window.situation("summary")
        window.open_thread()
    window.foot()
    points = window.button("points", within=window.thread)
    points.evaluate(f"one => ({_TO_THE_TOP})(one.closest('article'))")
    camera.takes(2.8)
    window.press("points", within=window.thread)
    evidence = window.thread.locator("[data-action^='evidence']").first
    evidence.wait_for()
    evidence.evaluate(f"one => ({_TO_THE_TOP})(one.closest('article'))")
    camera.takes(2.4)


def decided(camera: Camera, window: Window) -> None:
    """The decision's form, and what the thread says of it."""
    decision = sample(window.language)[2]
    window.press("decide", within=window.thread)
    window.form()
    window.fill("outcome", decision["outcome"])
    window.fill("reason", decision["reason"])
    window.field("outcome").evaluate(_TO_THE_TOP)
    camera.takes(2.4, window.modal.locator(".dialog-foot button[type=submit]"))
    window.sent()
    window.foot()
    expect(window.button("schedule", within=window.thread)).to_be_visible()
    said = window.thread.locator("article.message", has_text=decision["reason"]).last
    said.evaluate(_TO_THE_TOP)
    camera.takes(3)


def fill(window: Window, name: str) -> None:
    """Fill in the form that opens as this person of the sample would."""
    window.form()
    case = script(_SECTION, window.language).case
    answers = next(one.answers for one in case.participants if one.id == name)
    for question, answer in answers.items():
        if window.field(block_id_of(question)).count():
            window.fill(block_id_of(question), answer if isinstance(answer, list) else str(answer))


def shows_colours(browser: Browser) -> bool:
    """Whether a verdict's sign is drawn in its colour: without a font that has it, it is an empty box."""
    page = browser.new_page()
    page.set_content("<canvas width=40 height=40></canvas>")
    shown: bool = page.evaluate(_IS_COLOURED, "\N{LARGE ORANGE CIRCLE}")
    page.close()
    return shown


def main() -> None:
    if chromium.where() is None:
        sys.exit("no Chromium here: apt-get install chromium, or set CHROMIUM to one")
    with chromium.started() as browser:
        if not shows_colours(browser):
            sys.exit("no font with coloured signs here: apt-get install fonts-noto-color-emoji")
        for language in LINES:
            with playground(language) as address:
                for name, made in zip(("film", "film-still"), film(browser, address, language), strict=True):
                    path = PICTURES / f"{name}-{language}.webp"
                    path.write_bytes(made)
                    print(f"{path.name}: {len(made):,} bytes")


if __name__ == "__main__":
    main()
