"""Steps that several tests take: open a conversation, answer, leave alone what the coach asks again."""

from playwright.sync_api import expect

from tests.page_browser.hands import Window

COMMAND = {"en": "/partnership new Solaris Foods", "fr": "/partenariat nouveau Solaris Foods"}
SCREENING = {"gap": "yes", "bandwidth": "both", "admin_load": "yes"}


def opened(window: Window, names: list[str]) -> None:
    """`/partnership new` and its form: the first decides, the second does the work, the third holds the money."""
    people = window.people()
    window.write(COMMAND[window.language])
    window.form()
    window.button("more_setup", within=window.modal).click()
    window.fill("our_kind", "nonprofit")
    window.fill("their_kind", "company")
    window.fill("label", "co_creation")
    window.fill("people:decision_maker", people[names[0]])
    window.fill("people:delivery", people[names[1]])
    window.fill("people:finance", people[names[2]])
    window.sent()
    expect(window.page.locator("main .replies")).to_be_visible()
    window.open_thread()


def word_file_and_canvas(window: Window) -> None:
    """Of the draft that is open: send it as a Word document, then make a canvas of it."""
    window.button("agreement_word", within=window.modal).click()
    expect(window.modal.locator(".dialog-depth")).to_be_visible()
    window.page.keyboard.press("Escape")
    expect(window.modal.locator(".dialog-depth")).to_have_count(0)
    window.submit()
    expect(window.modal.locator("[type=submit]")).to_have_count(0)
    window.page.keyboard.press("Escape")
    expect(window.modal).to_have_count(0)


def left_alone(window: Window) -> None:
    """Close what the coach asks on top, if it does: it opens before the click is answered, or not at all."""
    window.answered()
    modal = window.told()["modal"]
    if modal is not None:
        expect(window.modal.locator("form")).to_have_attribute("data-view", modal["id"])
        window.modal.locator(".dialog-head .icon-button").click()
    expect(window.modal).to_have_count(0)


def pressed(window: Window, action: str, section: str = "") -> None:
    """Press a button of the thread."""
    window.foot()
    window.button(action, within=window.thread, section=section).click()


def screened(window: Window, answers: dict[str, str] | None = None) -> None:
    """The three questions of the screening, by buttons in the thread."""
    for question, answer in (answers or SCREENING).items():
        pressed(window, f"answer:{question}:{answer}")
        left_alone(window)
