// rich_text blocks: what people wrote, and the app's lists and quotes.
import { h } from "./ui.js";
import { when } from "./i18n.js";
import { emojiOf, withEmoji } from "./emoji.js";
import { Link } from "./link.js";
import { Broadcast, ChannelName, Mention } from "./names.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

function styled(node, style = {}) {
  let made = node;
  if (style.code) made = h("code", null, made);
  if (style.strike) made = h("s", null, made);
  if (style.italic) made = h("em", null, made);
  if (style.bold) made = h("strong", null, made);
  return made;
}

function part(piece) {
  switch (piece.type) {
    case "text":
      return styled(withEmoji(piece.text ?? ""), piece.style);
    case "user":
      return styled(h(Mention, { id: piece.user_id }), piece.style);
    case "channel":
      return styled(h(ChannelName, { id: piece.channel_id }), piece.style);
    case "broadcast":
      return h(Broadcast, { range: piece.range });
    case "emoji":
      return emojiOf(piece.name);
    case "link":
      return styled(h(Link, { url: piece.url }, piece.text || piece.url), piece.style);
    case "date":
      return h(
        "time",
        null,
        when(Number(piece.timestamp), state.person(screen.me)?.tz, { dateStyle: "long", timeStyle: "short" }),
      );
    case "color":
      return h("code", null, String(piece.value));
    default:
      return String(piece.fallback ?? piece.value ?? `[${piece.type}]`);
  }
}

const parts = (element) => (element.elements ?? []).map(part);

function list(element, key) {
  const ordered = element.style === "ordered";
  const items = (element.elements ?? []).map((item) => h("li", null, h("span", { class: "rich-item" }, parts(item))));
  const depth = Math.min(Number(element.indent ?? 0), 8);
  return h(
    ordered ? "ol" : "ul",
    { key, class: `rich-list rich-indent-${depth}`, start: ordered ? Number(element.offset ?? 0) + 1 : undefined },
    items,
  );
}

export function RichText({ block }) {
  return h(
    "div",
    { class: "rich" },
    (block.elements ?? []).map((element, key) => {
      if (element.type === "rich_text_list") return list(element, key);
      if (element.type === "rich_text_quote") return h("blockquote", { key }, h("p", null, parts(element)));
      if (element.type === "rich_text_preformatted") return h("pre", { key, tabIndex: 0 }, parts(element));
      return h("p", { key }, parts(element));
    }),
  );
}
