// A prepared situation to start from, and the sample conversation played at reading speed.
import { Fragment, cx, h } from "./ui.js";
import { act } from "./acts.js";
import { say } from "./i18n.js";
import { Icon } from "./icons.js";
import { Popup } from "./menu.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

export function Situations() {
  const { situations = [], current } = state.get("scene") ?? {};
  if (!situations.length) return null;
  const here = situations.find((one) => one.id === current);
  const begin = async (id) => {
    screen.set({ thread: "" });
    await act("situation", { id });
  };
  return h(
    Popup,
    {
      label: here ? say("situation.label_now", { title: here.title }) : say("situation.label"),
      class: "bar-button",
      side: "end",
      panelClass: "popup-menu popup-situations",
      panel: (close) => [
        h("p", { class: "popup-about", key: "about" }, say("situation.about")),
        situations.map((one) =>
          h(
            "button",
            { key: one.id, type: "button", class: cx("menu-item", one.id === current && "is-current"), "data-situation": one.id, "aria-current": one.id === current ? "true" : undefined, onClick: () => (close(), begin(one.id)) },
            h("span", { class: "menu-label" }, one.title),
            one.about && h("span", { class: "menu-about" }, one.about),
          ),
        ),
      ],
    },
    h(Icon, { name: "book" }),
    h("span", { class: "bar-words" }, say("situation.label")),
    h(Icon, { name: "down", class: "icon-s" }),
  );
}

export function PlayButton() {
  const { play } = state.get("scene") ?? {};
  const on = Boolean(play?.on);
  return h(
    "button",
    { type: "button", class: cx("bar-button", on && "is-on"), "aria-pressed": on ? "true" : "false", "aria-label": on ? say("bar.stop") : say("bar.play"), title: on ? say("bar.stop") : say("bar.play"), "data-play": "", onClick: () => act("play", { on: !on }) },
    h(Icon, { name: on ? "pause" : "play" }),
    h("span", { class: "bar-words" }, on ? say("bar.stop") : say("bar.play")),
  );
}

/** A line over the conversation while the sample plays. */
export function PlayStrip() {
  const { play } = state.get("scene") ?? {};
  if (!play?.on) return null;
  const who = play.who && play.who !== screen.me ? state.person(play.who) : null;
  return h(
    "div",
    { class: "play-strip" },
    h("span", { class: "play-dot", "aria-hidden": "true" }),
    h(Fragment, null, h("span", { class: "play-doing" }, play.doing || say("play.on")), play.of ? h("span", { class: "play-step" }, say("play.step", { step: play.step, of: play.of })) : null, who && h("span", { class: "unseen" }, who.name)),
    h("button", { type: "button", class: "button button-s", onClick: () => act("play", { on: false }) }, say("play.take_over")),
  );
}
