// Standard Markdown, as far as a markdown block or a canvas needs it.
import { h } from "./ui.js";
import { withEmoji } from "./emoji.js";
import { Link } from "./link.js";
import { Mention } from "./names.js";

const INLINE =
  /\\([!-/:-@[-`{-~])|!\[[^\]]*\]\(@([UW][A-Z0-9]+)\)|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|(\*\*|__)(?=\S)(.+?)(?<=\S)\6|(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\8(?![\w*])/;

/** Escaped signs, mentions of a canvas, code, links, strong, emphasis: whichever comes first, the rest after it. */
function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return text ? [withEmoji(text)] : [];
  const [whole, escaped, person, code, label, url, , strong, , emphasis] = found;
  let node;
  if (escaped !== undefined) node = escaped;
  else if (person !== undefined) node = h(Mention, { id: person });
  else if (code !== undefined) node = h("code", null, code);
  else if (label !== undefined) node = h(Link, { url }, inline(label));
  else if (strong !== undefined) node = h("strong", null, inline(strong));
  else node = h("em", null, inline(emphasis));
  return [...inline(text.slice(0, found.index)), node, ...inline(text.slice(found.index + whole.length))];
}

/** `headed`: its headings are the page's, below one of the second level; in a message they are only bold. */
export function Markdown({ text, headed = false }) {
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
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    const quote = /^>\s?(.*)$/.exec(line);
    if (heading && headed) made.push(h(`h${Math.min(6, Math.max(3, heading[1].length + 1))}`, null, inline(heading[2])));
    else if (heading) made.push(h("p", { class: "md-heading" }, h("strong", null, inline(heading[2]))));
    else if (/^ {0,3}([-*_])(?: *\1){2,}\s*$/.test(line)) made.push(h("hr"));
    else if (quote) made.push(h("blockquote", null, inline(quote[1])));
    else if (line.trim()) made.push(h("p", null, inline(line)));
  }
  if (code) made.push(h("pre", { tabIndex: 0 }, code.join("\n")));
  flush();
  return h("div", { class: "rich" }, made);
}
