// The clock of the playground, and how to move it.
import { h, useEffect, useRef, useState } from "./ui.js";
import { act } from "./acts.js";
import { count, hour, shortDay, say } from "./i18n.js";
import { Icon } from "./icons.js";
import { Popup } from "./menu.js";
import { state } from "./state.js";

const DAY = 86400;

/** What its time is now: told by the server at each change, ticking here in between. */
function useNow() {
  const clock = state.get("clock");
  const told = useRef({ clock: null, at: 0 });
  if (told.current.clock !== clock) told.current = { clock, at: Date.now() };
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 5000);
    return () => clearInterval(timer);
  }, []);
  return clock ? clock.now + (Date.now() - told.current.at) / 1000 : null;
}

export function Clock() {
  const now = useNow();
  const clock = state.get("clock");
  const [to, setTo] = useState("");
  if (!now) return null;
  const moved = Math.round((clock.offset ?? 0) / DAY);
  const shown = `${shortDay(now, clock.zone)}, ${hour(now, clock.zone)}`;
  const step = (close, label, run) =>
    h(
      "button",
      { type: "button", class: "menu-item", key: label, onClick: () => (close(), run()) },
      h("span", { class: "menu-label" }, label),
    );
  return h(
    Popup,
    {
      label: say("clock.label", { now: shown }),
      class: "bar-button",
      side: "end",
      panelClass: "popup-menu popup-clock",
      panel: (close) => [
        h("p", { class: "popup-about", key: "about" }, say("clock.about")),
        step(close, say("clock.hour"), () => act("move_clock", { seconds: 3600 })),
        step(close, say("clock.morning"), () => act("move_clock", { jump: "morning" })),
        step(close, say("clock.week"), () => act("move_clock", { seconds: 7 * DAY })),
        step(close, say("clock.month"), () => act("move_clock", { jump: "month" })),
        step(close, say("clock.dst"), () => act("move_clock", { jump: "dst" })),
        h(
          "form",
          {
            class: "popup-form",
            key: "to",
            onSubmit: (event) => (event.preventDefault(), to && (close(), act("move_clock", { to, zone: clock.zone }))),
          },
          h("label", { htmlFor: "clock-to" }, say("clock.to")),
          h("input", {
            id: "clock-to",
            type: "datetime-local",
            class: "input",
            value: to,
            onInput: (event) => setTo(event.currentTarget.value),
          }),
          h("button", { type: "submit", class: "button", disabled: !to }, say("clock.go")),
        ),
      ],
    },
    h(Icon, { name: "clock" }),
    h(
      "span",
      { class: "bar-words" },
      shown,
      moved ? h("span", { class: "clock-moved" }, count("clock.moved", moved)) : null,
    ),
  );
}
