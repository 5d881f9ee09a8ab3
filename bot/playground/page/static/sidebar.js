// Where one can go: the app's page, one's messages with it, the channels.
import { cx, h } from "./ui.js";
import { say } from "./i18n.js";
import { Icon, Mark } from "./icons.js";
import { Me } from "./people.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

export const channelName = (channel) => (channel.kind === "im" ? say("place.messages") : channel.name);

function Entry({ place, icon, name, unread, note }) {
  const here = screen.place === place;
  return h(
    "li",
    null,
    h(
      "button",
      {
        type: "button",
        class: cx("entry", here && "is-here", unread > 0 && "is-unread"),
        "aria-current": here ? "page" : undefined,
        "data-place": place,
        onClick: () => screen.go(place),
      },
      h(Icon, { name: icon }),
      h("span", { class: "entry-name" }, name),
      note && h("span", { class: "entry-note", title: note }, note),
      unread > 0 && h("span", { class: "unread", "aria-label": say("place.unread", { n: unread }) }, unread),
    ),
  );
}

export function Sidebar() {
  const channels = state.channels();
  const direct = channels.find((channel) => channel.kind === "im");
  const rooms = channels.filter((channel) => channel.kind !== "im");
  const unreadOf = (channel) => (screen.place === channel.id ? 0 : (channel.unread ?? 0));
  const { app, name } = state.workspace();
  return h(
    "nav",
    { class: cx("sidebar", screen.drawer && "is-open"), "aria-label": say("landmark.places"), id: "places" },
    h("p", { class: "workspace" }, name),
    h(
      "section",
      { "aria-labelledby": "side-channels" },
      h("h2", { id: "side-channels" }, say("sidebar.channels")),
      h(
        "ul",
        null,
        rooms.map((channel) =>
          h(Entry, {
            key: channel.id,
            place: channel.id,
            icon: channel.kind === "private" ? "lock" : "hash",
            name: channel.name,
            unread: unreadOf(channel),
            note: channel.shared ? say("place.shared_short") : null,
          }),
        ),
      ),
      state.ready && !rooms.length && h("p", { class: "side-none" }, say("sidebar.no_channels")),
    ),
    h(
      "section",
      { "aria-labelledby": "side-app" },
      h("h2", { id: "side-app" }, h(Mark, { size: 16 }), app?.name || say("sidebar.app")),
      h(
        "ul",
        null,
        h(Entry, { place: "home", icon: "home", name: say("place.home") }),
        direct && h(Entry, { place: direct.id, icon: "chat", name: say("place.messages"), unread: unreadOf(direct) }),
      ),
    ),
    h("div", { class: "side-foot" }, h(Me)),
  );
}
