// The canvases in the tabs of a channel: their tabs, and one to read. Nobody writes in them here.
import { h, useEffect, useRef } from "./ui.js";
import { say } from "./i18n.js";
import { Icon } from "./icons.js";
import { Markdown } from "./markdown.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

export const canvasesOf = (channel) => state.all("canvas").filter((canvas) => canvas.channel === channel.id);

/** The canvas that one looks at, if it stands in this channel. */
export const canvasShown = (channel) => canvasesOf(channel).find((canvas) => canvas.id === screen.canvas);

function Tab({ id, icon, name }) {
  const here = screen.canvas === id;
  return h(
    "button",
    {
      type: "button",
      class: here ? "place-tab is-here" : "place-tab",
      "aria-current": here ? "page" : undefined,
      title: name,
      "data-canvas": id || undefined,
      onClick: () => screen.set({ canvas: id, thread: id ? "" : screen.thread, focusWanted: id ? "canvas" : "" }),
    },
    h(Icon, { name: icon }),
    h("span", { class: "place-tab-name" }, name),
  );
}

/** Messages, then each canvas; nothing where there is none. */
export function CanvasTabs({ channel }) {
  const canvases = canvasesOf(channel);
  if (!canvases.length) return null;
  return h(
    "nav",
    { class: "place-tabs", "aria-label": say("canvas.tabs") },
    h(Tab, { id: "", icon: "chat", name: say("place.messages") }),
    canvases.map((canvas) => h(Tab, { key: canvas.id, id: canvas.id, icon: "file", name: titleOf(canvas) })),
  );
}

const titleOf = (canvas) => canvas.title || say("canvas.untitled");

export function Canvas({ canvas }) {
  const heading = useRef(null);
  useEffect(() => {
    if (screen.focusWanted === "canvas") {
      screen.focusWanted = "";
      heading.current?.focus({ preventScroll: true });
    }
  }, [canvas.id]);
  return h(
    "div",
    { class: "canvas", role: "region", tabIndex: 0, "aria-labelledby": "canvas-title" },
    h(
      "article",
      { class: "canvas-page" },
      h("p", { class: "canvas-note" }, h(Icon, { name: "eye" }), say("canvas.read_only")),
      h("h2", { id: "canvas-title", tabIndex: -1, ref: heading }, titleOf(canvas)),
      h(Markdown, { text: canvas.markdown, headed: true }),
    ),
  );
}
