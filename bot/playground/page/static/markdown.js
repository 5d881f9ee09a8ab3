// The markdown block: standard Markdown, as far as a message needs it.
import { h } from "./ui.js";
import { withEmoji } from "./emoji.js";
import { Link } from "./link.js";

const INLINE =
  /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|(\*\*|__)(?=\S)(.+?)(?<=\S)\4|(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\6(?![\w*])/;

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return text ? [withEmoji(text)] : [];
  let node;
  if (found[1] !== undefined) node = h("code", null, found[1]);
  else if (found[2] !== undefined) node = h(Link, { url: found[3] }, inline(found[2]));
  else if (found[5] !== undefined) node = h("strong", null, inline(found[5]));
  else node = h("em", null, inline(found[7]));
  return [...inline(text.slice(0, found.index)), node, ...inline(text.slice(found.index + found[0].length))];
}

export function Markdown({ text }) {
  const made = [];
  let items = null;
  let code = null;
  const flush = () => {
    if (items) made.push(h(items.tag, { class: "rich-list" }, items.list));
    items = null;
  };
  for (const line of String(text).split("\n")) {
    if (line.startsWith("```")) {
      if (code) made.push(h("pre", { tabIndex: 0 }, code.join("\n")));
      code = code ? null : [];
      continue;
    }
    if (code) {
      code.push(line);
      continue;
    }
    const bullet = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/.exec(line);
    if (bullet) {
      const tag = bullet[1] ? "ol" : "ul";
      if (items?.tag !== tag) flush();
      items ??= { tag, list: [] };
      items.list.push(h("li", null, inline(bullet[2])));
      continue;
    }
    flush();
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    const quote = /^>\s?(.*)$/.exec(line);
    if (heading) made.push(h("p", { class: "md-heading" }, h("strong", null, inline(heading[1]))));
    else if (quote) made.push(h("blockquote", null, inline(quote[1])));
    else if (line.trim()) made.push(h("p", null, inline(line)));
  }
  if (code) made.push(h("pre", { tabIndex: 0 }, code.join("\n")));
  flush();
  return h("div", { class: "rich" }, made);
}
