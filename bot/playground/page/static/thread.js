// A thread beside its channel.
import { h, useEffect, useRef } from "./ui.js";
import { Composer } from "./composer.js";
import { say } from "./i18n.js";
import { Icon } from "./icons.js";
import { Messages } from "./messages.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

export function Thread() {
  const channel = state.channel(screen.place);
  const root = channel && state.message(channel.id, screen.thread);
  const heading = useRef(null);
  useEffect(() => {
    if (screen.focusWanted === "thread") {
      screen.focusWanted = "";
      heading.current?.focus({ preventScroll: true });
    }
  }, [screen.thread]);
  if (!root) return null;
  const close = () => {
    const { thread } = screen;
    screen.set({ thread: "" });
    requestAnimationFrame(() =>
      document.getElementById(`m-${thread.replace(".", "-")}`)?.focus({ preventScroll: true }),
    );
  };
  return h(
    "aside",
    {
      class: "thread",
      "aria-label": say("landmark.thread"),
      id: "thread",
      onKeyDown: (event) =>
        event.key === "Escape" &&
        !event.defaultPrevented &&
        !document.querySelector("dialog[open], [popover]:popover-open") &&
        close(),
    },
    h(
      "header",
      { class: "place-head" },
      h(
        "h2",
        { tabIndex: -1, ref: heading },
        say("thread.title"),
        channel.name && h("span", { class: "thread-where" }, `#${channel.name}`),
      ),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": say("thread.close"),
          title: say("thread.close"),
          onClick: close,
        },
        h(Icon, { name: "close" }),
      ),
    ),
    h(Messages, {
      root,
      list: state.replies(channel.id, root.ts),
      inThread: true,
      place: `${screen.me}:${root.ts}`,
      label: say("thread.messages"),
    }),
    channel.archived ? null : h(Composer, { channel, thread: root.ts, key: root.ts, label: say("composer.to_thread") }),
  );
}
