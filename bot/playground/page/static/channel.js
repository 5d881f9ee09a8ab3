// One channel, or the messages with the app: its name, its messages, the composer; what to do first when it is empty.
import { Fragment, h, useEffect } from "./ui.js";
import { act } from "./acts.js";
import { Canvas, CanvasTabs, canvasShown } from "./canvas.js";
import { Composer, compose } from "./composer.js";
import { count, say } from "./i18n.js";
import { Icon, Mark } from "./icons.js";
import { Messages } from "./messages.js";
import { Popup } from "./menu.js";
import { Avatar } from "./avatar.js";
import { about } from "./people.js";
import { screen } from "./screen.js";
import { channelName } from "./sidebar.js";
import { state } from "./state.js";

function Members({ channel }) {
  const people = channel.members.map((id) => state.person(id)).filter(Boolean);
  return h(
    Popup,
    {
      label: count("channel.members", people.length),
      class: "chip-button",
      side: "end",
      panelClass: "popup-list",
      panel: () =>
        people.map((person) =>
          h(
            "div",
            { class: "member", key: person.id, tabIndex: -1 },
            h(Avatar, { person, size: "s" }),
            h(
              "span",
              null,
              person.name,
              h("span", { class: "member-about" }, person.bot ? say("person.app") : about(person)),
            ),
          ),
        ),
    },
    h(Icon, { name: "people" }),
    String(people.length),
  );
}

function Empty({ channel }) {
  const direct = channel.kind === "im";
  const first = state.app().commands?.find((one) => one.command === say("empty.command")) ?? state.app().commands?.[0];
  const example = `${first?.command ?? ""} ${say("empty.example")}`;
  const hasApp = channel.members.includes(state.app().user);
  return h(
    "div",
    { class: "empty" },
    h(Mark, { size: 56 }),
    h("h2", null, direct ? say("empty.direct.title") : say("empty.title", { channel: channel.name })),
    h("p", null, direct ? say("empty.direct.text") : hasApp ? say("empty.text") : say("empty.no_app")),
    !direct &&
      hasApp &&
      h(
        "div",
        { class: "empty-acts" },
        h(
          "button",
          { type: "button", class: "button button-primary", onClick: () => compose(example) },
          say("empty.start"),
        ),
        state.get("scene")?.situations?.length > 0 &&
          h(
            "button",
            { type: "button", class: "button", onClick: () => act("play", { on: true }) },
            h(Icon, { name: "play" }),
            say("bar.play"),
          ),
      ),
    !direct && hasApp && h("p", { class: "empty-hint" }, h("kbd", null, example)),
  );
}

export function ChannelView({ channel }) {
  const list = state.roots(channel.id);
  const newest = Math.max(0, ...[list.at(-1)].filter(Boolean).map((message) => Number(message.ts)));
  const unread = channel.unread ?? 0;
  useEffect(() => {
    if (unread > 0 && document.visibilityState === "visible") {
      let last = list.at(-1)?.ts ?? "";
      for (const root of list.slice(-60))
        last = [last, state.replies(channel.id, root.ts).at(-1)?.ts ?? ""].sort().at(-1);
      if (last) act("seen", { channel: channel.id, ts: last }, { quiet: true });
    }
  }, [channel.id, unread, newest]);
  const direct = channel.kind === "im";
  const canvas = canvasShown(channel);
  const icon = channel.kind === "private" ? "lock" : direct ? "chat" : "hash";
  return h(
    Fragment,
    null,
    h(
      "header",
      { class: "place-head" },
      h(
        "h1",
        null,
        h(Icon, { name: icon }),
        direct ? say("place.messages_with", { app: state.app().name }) : channelName(channel),
      ),
      h(
        "div",
        { class: "place-facts" },
        channel.kind === "private" && h("span", { class: "badge" }, say("channel.private")),
        channel.shared && h("span", { class: "badge badge-other" }, say("channel.shared")),
        channel.archived && h("span", { class: "badge" }, say("channel.archived")),
        !direct && h(Members, { channel }),
      ),
    ),
    h(CanvasTabs, { channel }),
    canvas ? h(Canvas, { canvas, key: canvas.id }) : h(Talk, { channel, list, direct }),
  );
}

/** The messages of a channel, and where one writes. */
function Talk({ channel, list, direct }) {
  return h(
    Fragment,
    null,
    h(Messages, {
      list,
      place: `${screen.me}:${channel.id}`,
      label: direct
        ? say("place.messages_with", { app: state.app().name })
        : say("channel.messages", { channel: channel.name }),
      empty: { whole: h(Empty, { channel }) },
    }),
    channel.archived
      ? h("p", { class: "composer-absent" }, say("channel.archived_text"))
      : h(Composer, {
          channel,
          key: channel.id,
          label: direct
            ? say("composer.to_app", { app: state.app().name })
            : say("composer.to_channel", { channel: channel.name }),
        }),
  );
}
