// A prepared situation to start from, and the sample conversation played at reading speed.
import { cx, h, useEffect } from "./ui.js";
import { act } from "./acts.js";
import { say } from "./i18n.js";
import { Icon } from "./icons.js";
import { Popup } from "./menu.js";
import { become } from "./people.js";
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
            {
              key: one.id,
              type: "button",
              class: cx("menu-item", one.id === current && "is-current"),
              "data-situation": one.id,
              "aria-current": one.id === current ? "true" : undefined,
              onClick: () => (close(), begin(one.id)),
            },
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
  const label = on ? say("bar.stop") : say("bar.play");
  return h(
    "button",
    {
      type: "button",
      class: cx("bar-button", on && "is-on"),
      "aria-pressed": on ? "true" : "false",
      "aria-label": label,
      title: label,
      "data-play": "",
      onClick: () => act("play", { on: !on }),
    },
    h(Icon, { name: on ? "pause" : "play" }),
    h("span", { class: "bar-words" }, label),
  );
}

/** Where the play is: the channel, and the thread of the newest card in it. */
function watch(play) {
  if (!play?.on) return;
  if (screen.follow && play.who && play.who !== screen.me && state.person(play.who)) become(play.who);
  if (!screen.follow || !play.channel || !state.channel(play.channel)) return;
  const card = state
    .roots(play.channel)
    .findLast((message) => message.bot && state.replies(play.channel, message.ts).length);
  const thread = card?.ts ?? "";
  if (screen.place !== play.channel || (thread && screen.thread !== thread))
    screen.set({ place: play.channel, thread });
}

/** A line over the conversation while a situation is made or the sample plays. */
export function PlayStrip() {
  const { play, preparing, situations = [] } = state.get("scene") ?? {};
  useEffect(() => watch(play));
  if (preparing) {
    const title = situations.find((one) => one.id === preparing)?.title ?? "";
    return h(
      "div",
      { class: "play-strip", role: "status" },
      h("span", { class: "play-dot", "aria-hidden": "true" }),
      h("span", { class: "play-doing" }, say("situation.preparing", { title })),
    );
  }
  if (play?.error)
    return h(
      "div",
      { class: "play-strip play-failed", role: "status" },
      h("span", { class: "play-doing" }, play.error),
    );
  if (!play?.on) return null;
  return h(
    "div",
    { class: "play-strip" },
    h("span", { class: "play-dot", "aria-hidden": "true" }),
    h("span", { class: "play-doing" }, play.doing || say("play.on")),
    play.of ? h("span", { class: "play-step" }, say("play.step", { step: play.step, of: play.of })) : null,
    h(
      "label",
      { class: "play-follow" },
      h("input", {
        type: "checkbox",
        checked: screen.follow,
        onChange: (event) => screen.set({ follow: event.currentTarget.checked }),
      }),
      say("play.follow"),
    ),
    h(
      "button",
      { type: "button", class: "button button-s", onClick: () => act("play", { on: false }) },
      say("play.take_over"),
    ),
  );
}
