// The page: what stands where, and what starts it.
import { Fragment, cx, h, render, useEffect, useStore } from "./ui.js";
import { Announcer } from "./announce.js";
import { Bar } from "./bar.js";
import { Backstage } from "./backstage.js";
import { ChannelView } from "./channel.js";
import { Confirmation } from "./confirm.js";
import { loadEmoji } from "./emoji.js";
import { GuideErrors } from "./guide.js";
import { Home } from "./home.js";
import { loadWords, say } from "./i18n.js";
import { Modal } from "./modal.js";
import { cast } from "./people.js";
import { screen } from "./screen.js";
import { Sidebar } from "./sidebar.js";
import { PlayStrip } from "./situations.js";
import { state } from "./state.js";
import { stream } from "./stream.js";
import { Thread } from "./thread.js";
import { Toasts } from "./toasts.js";

/** Where one is when the place asked for is not there, or none was. */
function settle() {
  if (!state.ready) return;
  if (!state.person(screen.me)) {
    const first = cast()[0];
    if (first) screen.set({ me: first.id });
  }
  if (screen.place === "home") return;
  const channels = state.channels();
  if (state.channel(screen.place)) return;
  const first =
    channels.find((channel) => channel.kind !== "im" && channel.members.includes(state.app().user)) ??
    channels.find((channel) => channel.kind !== "im") ??
    channels[0];
  screen.set({ place: first?.id ?? "home", thread: "" });
}

function Skip() {
  const to = (event, find) => {
    event.preventDefault();
    const target = find();
    target?.focus();
  };
  return h(
    "div",
    { class: "skip" },
    h(
      "a",
      {
        href: "#main",
        onClick: (event) =>
          to(
            event,
            () => [...document.querySelectorAll("main article.message")].at(-1) ?? document.getElementById("main"),
          ),
      },
      say("skip.messages"),
    ),
    h(
      "a",
      {
        href: "#main",
        onClick: (event) =>
          to(event, () => document.querySelector("main [data-composer]") ?? document.getElementById("main")),
      },
      say("skip.composer"),
    ),
    screen.thread &&
      h(
        "a",
        { href: "#thread", onClick: (event) => to(event, () => document.querySelector(".thread h2")) },
        say("skip.thread"),
      ),
  );
}

function App() {
  useStore(state);
  useStore(screen);
  useStore(stream);
  useEffect(settle);
  const channel = state.channel(screen.place);
  const thread = channel && screen.thread && state.message(channel.id, screen.thread);
  return h(
    Fragment,
    null,
    h(Skip),
    h(Bar),
    h(
      "div",
      { class: cx("stage", thread && "has-thread", screen.backstage && "has-backstage") },
      h(Sidebar),
      screen.drawer && h("div", { class: "drawer-shade", onClick: () => screen.set({ drawer: false }) }),
      h(
        "main",
        { class: "place", id: "main", tabIndex: -1 },
        h(GuideErrors),
        h(PlayStrip),
        !state.ready
          ? h("div", { class: "empty" }, h("p", { role: "status" }, say("page.loading")))
          : screen.place === "home"
            ? h(Home)
            : channel
              ? h(ChannelView, { channel, key: channel.id })
              : null,
      ),
      thread && h(Thread, { key: screen.thread }),
    ),
    screen.backstage && h(Backstage),
    h(Modal),
    h(Confirmation),
    h(Toasts),
    h(Announcer),
  );
}

async function start() {
  stream.open(screen.me);
  loadEmoji().then(() => state.renamed());
  await loadWords(screen.lang);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && screen.drawer) screen.set({ drawer: false });
  });
  render(h(App), document.getElementById("app"));
  document.documentElement.dataset.drawn = "1";
}

start();
