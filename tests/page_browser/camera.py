"""A camera on one window of the playground: still pictures with a line above that says what one sees, made into a moving one."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from playwright.sync_api import Browser, Locator, Page, ViewportSize

from tests.page_browser import moving
from tests.page_browser.hands import Window

WIDTH, HEIGHT, LINE, SCALE = 600, 440, 60, 2
"""As narrow as two phones, so that a phone still shows letters that one can read."""
_BACKSTAGE: ViewportSize = {"width": 1280, "height": 900}
_NOT_IN_SLACK = "html[data-film] :is(.bar, .composer) { display: none !important; }"
_CUTTING_ROOM = f"""<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; position: relative; font: 600 17px/1.25 "DejaVu Sans", system-ui, sans-serif; }}
p {{ box-sizing: border-box; height: {LINE}px; margin: 0; padding: 0 16px; display: flex; align-items: center; gap: 12px;
  color: #fff; background: #1d4f49; }}
b {{ flex: none; width: 30px; height: 30px; border-radius: 50%; display: grid; place-items: center;
  background: #fff; color: #1d4f49; }}
img {{ display: block; width: {WIDTH}px; height: {HEIGHT}px; }}
body::after {{ content: ""; position: absolute; inset: 0; border: 1px solid #9fb5b1; border-top: 0; }}
svg {{ position: absolute; width: 26px; filter: drop-shadow(0 1px 2px #0006); }}
</style>"""
_SHEET = "img { float: left; width: 50%; height: auto; }"
_POINTER = (
    '<svg style="left: {x}px; top: {y}px" viewBox="0 0 24 31">'
    '<path d="M2 1v22l6-5 4 11 5-2-5-10h9z" fill="#111" stroke="#fff" stroke-width="2" stroke-linejoin="round"/></svg>'
)


class Camera:
    """Takes pictures of a window; ``line`` is what stands above them, with its ``number``."""

    def __init__(self, browser: Browser, window: Window) -> None:
        self.line, self.number = "", 0
        self._page = window.page
        self._taken: list[tuple[int, bytes, float]] = []
        self._room: Page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT + LINE}, device_scale_factor=SCALE
        )
        self._page.add_style_tag(content=_NOT_IN_SLACK)

    def scene(self, number: int, line: str) -> None:
        """Go on with another line."""
        self.number, self.line = number, line

    @contextmanager
    def backstage(self) -> Iterator[None]:
        """Show the whole playground for a while: nothing is taken."""
        self._page.evaluate("() => document.documentElement.removeAttribute('data-film')")
        self._page.set_viewport_size(_BACKSTAGE)
        yield
        self._page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        self._page.evaluate("() => document.documentElement.setAttribute('data-film', '')")

    def takes(self, seconds: float, pressed: Locator | None = None) -> None:
        """Take a picture that stands so long. The pointer is on what is pressed next."""
        self._page.mouse.move(1, 1)
        self._page.evaluate("() => document.activeElement?.blur()")
        self._page.wait_for_timeout(400)
        pointer = ""
        if pressed is not None and (box := pressed.bounding_box()):
            pointer = _POINTER.format(
                x=round(box["x"] + box["width"] * 0.7), y=round(LINE + box["y"] + box["height"] / 2)
            )
        self._taken.append((self.number, self._set(self._page.screenshot(), pointer), seconds))

    def film(self) -> bytes:
        """Return what was taken, as a moving picture."""
        shown = [(self._as_webp(png), seconds) for _, png, seconds in self._taken]
        return moving.film(shown, WIDTH * SCALE, (HEIGHT + LINE) * SCALE)

    def sheet(self) -> bytes:
        """Return the last picture of each scene, two in a row, for whoever wants nothing to move."""
        last = {number: png for number, png, _ in self._taken}
        pictures = "".join(f'<img src="{moving.address(png)}">' for png in last.values())
        self._room.set_content(f"{_CUTTING_ROOM}<style>{_SHEET}</style>{pictures}")
        self._room.evaluate("() => Promise.all([...document.images].map(one => one.decode()))")
        return self._as_webp(self._room.screenshot())

    def close(self) -> None:
        """Close the cutting room."""
        self._room.close()

    def _set(self, png: bytes, pointer: str) -> bytes:
        self._room.set_content(f"{_CUTTING_ROOM}<p><b>{self.number}</b>{escape(self.line)}</p><img>{pointer}")
        self._room.evaluate(
            "async address => { const one = document.querySelector('img'); one.src = address; await one.decode(); }",
            moving.address(png),
        )
        return self._room.screenshot()

    def _as_webp(self, png: bytes) -> bytes:
        return moving.still(self._room, png, WIDTH * SCALE, (HEIGHT + LINE) * SCALE)
