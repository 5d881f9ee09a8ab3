// One message: who, when, what, its files, its thread, and what can be done with it.
import { cx, h, memo, useState } from "./ui.js";
import { act } from "./acts.js";
import { Avatar } from "./avatar.js";
import { Blocks } from "./blocks.js";
import { Files } from "./files.js";
import { count, day, hour, say } from "./i18n.js";
import { Icon } from "./icons.js";
import { Menu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { screen } from "./screen.js";
import { state } from "./state.js";
import { rawIn } from "./values.js";

const surfaceOf = (message, inThread) => ({
  kind: "message",
  heading: inThread ? "h3" : "h2",
  value: (block, element) => rawIn(message.values, block, element),
  change: (block, element, raw) => touch(message, block, element, raw),
  press: (block, element, value) => touch(message, block, element, value),
});

const touch = (message, block, element, value) =>
  act("touch", {
    where: { message: { channel: message.channel, ts: message.ts } },
    block_id: block.block_id,
    action_id: element.action_id,
    value,
  });

function Editor({ message, onDone }) {
  const [text, setText] = useState(() => editable(message.text));
  const save = async (event) => {
    event.preventDefault();
    const answer = await act("edit", { channel: message.channel, ts: message.ts, text: sendable(text) });
    if (answer.ok) onDone();
  };
  return h(
    "form",
    { class: "editor", onSubmit: save },
    h("textarea", {
      class: "input",
      rows: 2,
      value: text,
      "aria-label": say("message.edit"),
      ref: (area) =>
        area && document.activeElement !== area && !area.dataset.seen && ((area.dataset.seen = "1"), area.focus()),
      onInput: (event) => setText(event.currentTarget.value),
      onKeyDown: (event) => {
        if (event.key === "Escape") onDone();
        if (event.key === "Enter" && !event.shiftKey) save(event);
      },
    }),
    h(
      "div",
      { class: "editor-foot" },
      h("button", { type: "button", class: "button", onClick: onDone }, say("message.cancel")),
      h("button", { type: "submit", class: "button button-primary" }, say("message.save")),
    ),
  );
}

const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const editable = (text) =>
  unescape(
    String(text)
      .replace(/<@([UW][A-Z0-9]+)>/g, (all, id) => `@${state.person(id)?.name ?? id}`)
      .replace(/<(https?:[^<>|]+)>/g, "$1")
      .replace(/<!(channel|here|everyone)>/g, "@$1"),
  );

/** Names after an @ become mentions, longest name first. */
export function sendable(text) {
  const people = [...state.people()].sort((a, b) => b.name.length - a.name.length);
  let sent = text;
  for (const person of people) sent = sent.split(`@${person.name}`).join(`<@${person.id}>`);
  return sent;
}

function Tools({ message, inThread, current, onEdit }) {
  const { shortcuts = {} } = state.app();
  const tab = current ? 0 : -1;
  const items = (shortcuts.message ?? []).map((one) => ({
    label: one.name,
    about: state.app().name,
    run: () => act("message_shortcut", { id: one.id, channel: message.channel, ts: message.ts }),
  }));
  if (message.user === screen.me && !message.bot) {
    items.push({ label: say("message.edit"), run: onEdit });
    items.push({
      label: say("message.delete"),
      danger: true,
      run: () => act("delete", { channel: message.channel, ts: message.ts }),
    });
  }
  return h(
    "div",
    { class: "tools" },
    !inThread &&
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          tabIndex: tab,
          "aria-label": say("message.reply"),
          title: say("message.reply"),
          "data-tool": "reply",
          onClick: () => screen.set({ thread: message.ts, focusWanted: "thread" }),
        },
        h(Icon, { name: "reply" }),
      ),
    items.length > 0 &&
      h(
        Menu,
        { label: say("message.more"), class: "icon-button", items, tabIndex: tab, data: { "data-tool": "more" } },
        h(Icon, { name: "more" }),
      ),
  );
}

function Replies({ message }) {
  const replies = state.replies(message.channel, message.ts);
  const n = Math.max(message.replies ?? 0, replies.filter((one) => !one.private).length);
  const mine = replies.filter((one) => one.private).length;
  if (!n && !mine) return null;
  const faces = [];
  for (const one of replies) if (!faces.includes(one.user)) faces.push(one.user);
  const last = replies.at(-1);
  return h(
    "button",
    { type: "button", class: "replies", onClick: () => screen.set({ thread: message.ts, focusWanted: "thread" }) },
    h(
      "span",
      { class: "faces" },
      faces.slice(-4).map((id) => h(Avatar, { key: id, size: "xs", person: state.person(id) })),
    ),
    h("span", { class: "replies-count" }, count("message.replies", n || mine)),
    last &&
      h(
        "span",
        { class: "replies-last" },
        say("message.last_reply", { when: hour(Number(last.ts), state.person(screen.me)?.tz) }),
      ),
  );
}

function Draw({ message, compact, inThread, current, root }) {
  const [editing, setEditing] = useState(false);
  const person = state.person(message.user);
  const zone = state.person(screen.me)?.tz;
  const seconds = Number(message.ts);
  const name = message.tombstone ? say("message.deleted_by") : (person?.name ?? message.user);
  const id = `m-${inThread ? "t-" : ""}${message.ts.replace(".", "-")}`;
  const stamp = h(
    "time",
    { class: "stamp", title: `${day(seconds, zone)}, ${hour(seconds, zone)}` },
    hour(seconds, zone),
  );
  return h(
    "article",
    {
      class: cx(
        "message",
        compact && "is-compact",
        message.private && "is-private",
        message.tombstone && "is-tombstone",
        root && "is-root",
      ),
      id,
      tabIndex: current ? 0 : -1,
      "aria-labelledby": `${id}-who`,
      "data-ts": message.ts,
    },
    h("div", { class: "gutter" }, compact ? stamp : h(Avatar, { person })),
    h(
      "div",
      { class: "message-main" },
      message.private && h("div", { class: "private-mark" }, h(Icon, { name: "eye" }), say("message.private")),
      message.broadcast && h("div", { class: "private-mark" }, h(Icon, { name: "reply" }), say("message.broadcast")),
      h(
        "div",
        { class: compact ? "unseen" : "byline", id: `${id}-who` },
        h("span", { class: "who" }, name),
        person?.bot && h("span", { class: "badge" }, say("person.app")),
        person?.stranger && h("span", { class: "badge badge-other" }, person.organisation),
        compact ? h("span", null, hour(seconds, zone)) : stamp,
      ),
      editing
        ? h(Editor, { message, onDone: () => setEditing(false) })
        : h(
            "div",
            { class: "message-body" },
            message.tombstone
              ? h("p", { class: "deleted" }, say("message.deleted"))
              : message.blocks?.length
                ? h(Blocks, { blocks: message.blocks, surface: surfaceOf(message, inThread) })
                : h("div", { class: "text" }, mrkdwn(message.text)),
            message.edited && !message.tombstone && h("span", { class: "edited" }, say("message.edited")),
          ),
      h(Files, { files: message.files }),
      !inThread && h(Replies, { message }),
    ),
    !message.tombstone && !editing && h(Tools, { message, inThread, current, onEdit: () => setEditing(true) }),
  );
}

/** `names`, `lang`, `me` and `threads` are compared only: they say when to draw again. */
export const MessageView = memo(Draw);
