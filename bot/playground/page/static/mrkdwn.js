// Slack's mrkdwn as nodes. Text from people only ever becomes text: nothing here makes HTML from a string.
import { h } from "./ui.js";
import { when } from "./i18n.js";
import { withEmoji } from "./emoji.js";
import { Link } from "./link.js";
import { Broadcast, ChannelName, Mention } from "./names.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const words = (text) => withEmoji(unescape(text));

const STYLES = [
  ["*", "strong", /(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*?\S)\*(?![\p{L}\p{N}*])/u],
  ["_", "em", /(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*?\S)_(?![\p{L}\p{N}_])/u],
  ["~", "s", /(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*?\S)~(?![\p{L}\p{N}~])/u],
];
const TOKEN = /`([^`\n]+)`|<([^<>|]+)(?:\|([^<>]*))?>/;

/** One line's worth of mrkdwn: code, then <…>, then bold, italic and struck, inside each other. */
export function inline(text) {
  const token = TOKEN.exec(text);
  const styled = STYLES.map(([, tag, pattern]) => [tag, pattern.exec(text)]).filter(([, found]) => found);
  styled.sort((a, b) => a[1].index - b[1].index);
  const [tag, style] = styled[0] ?? [];
  if (style && (!token || style.index < token.index)) {
    return [
      ...inline(text.slice(0, style.index)),
      h(tag, null, inline(style[1])),
      ...inline(text.slice(style.index + style[0].length)),
    ];
  }
  if (!token) return text ? [words(text)] : [];
  const node = token[1] !== undefined ? h("code", null, unescape(token[1])) : reference(token[2], token[3]);
  return [...inline(text.slice(0, token.index)), node, ...inline(text.slice(token.index + token[0].length))];
}

function reference(target, label) {
  if (target.startsWith("@")) return h(Mention, { id: target.slice(1) });
  if (target.startsWith("#")) return h(ChannelName, { id: target.slice(1), label });
  if (target.startsWith("!date^")) return h("time", null, dateText(target, label));
  if (target.startsWith("!subteam")) return h("span", { class: "mention" }, label || target);
  if (target.startsWith("!")) return h(Broadcast, { range: target.slice(1).split("^")[0] });
  return h(Link, { url: unescape(target) }, words(label || target.replace(/^mailto:/, "")));
}

const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { day: "numeric", month: "long", year: "numeric" },
  date_short: { day: "numeric", month: "short", year: "numeric" },
  date_long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  date_pretty: { day: "numeric", month: "long", year: "numeric" },
  date_short_pretty: { day: "numeric", month: "short", year: "numeric" },
  date_long_pretty: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  day_divider_pretty: { weekday: "long", day: "numeric", month: "long" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** `!date^1392734382^{date} at {time}` in the reader's zone; the fallback when it cannot be read. */
function dateText(target, fallback) {
  const [, seconds, pattern] = target.split("^");
  const at = Number(seconds);
  if (Number.isNaN(new Date(at * 1000).getTime()) || !pattern) return words(fallback || target);
  const zone = state.person(screen.me)?.tz;
  return unescape(pattern).replace(/\{(\w+)\}/g, (all, name) => (DATES[name] ? when(at, zone, DATES[name]) : all));
}

const MARKED = /^\s*([•◦▪↳–✓✔▶·○●]|\d{1,2}[.)])\s+(?=\S)/;

/** A line of its own; one that begins with a bullet or a number hangs from it. */
function line(text) {
  const marked = MARKED.exec(text);
  if (marked)
    return h(
      "span",
      { class: "line line-hanging" },
      h("span", { class: "line-mark" }, marked[1], " "),
      inline(text.slice(marked[0].length)),
    );
  return h("span", { class: text.trim() ? "line" : "line line-empty" }, text.trim() ? inline(text) : "\u00a0");
}

/** A whole text: fenced code, quotes, lines. */
export function mrkdwn(text) {
  const found = [];
  String(text ?? "")
    .split(/```/)
    .forEach((part, index, parts) => {
      if (index % 2 && index < parts.length - 1) {
        found.push(h("pre", null, unescape(part.replace(/^\n|\n$/g, ""))));
        return;
      }
      const source = index % 2 ? `\`\`\`${part}` : part;
      let quoted = [];
      const flush = () => {
        if (quoted.length) found.push(h("blockquote", null, quoted));
        quoted = [];
      };
      const lines = source
        .replace(/^\n/, index ? "" : "\n")
        .replace(/\n$/, index < parts.length - 1 ? "" : "\n")
        .split("\n");
      if (index && index === parts.length - 1 && !source.trim()) return;
      for (const each of lines) {
        const quote = /^(?:&gt;|>) ?(.*)$/.exec(each);
        if (quote) quoted.push(line(quote[1]));
        else {
          flush();
          if (!(index % 2 === 0 && each === "" && lines.length === 1)) found.push(line(each));
        }
      }
      flush();
    });
  return found;
}

/** A text object: mrkdwn or plain. */
export function textObject(text) {
  if (text === null || text === undefined) return null;
  if (typeof text === "string") return withEmoji(text);
  if (text.type === "mrkdwn") return mrkdwn(text.text);
  return text.emoji === false ? String(text.text ?? "") : withEmoji(text.text ?? "");
}

/** The same as bare words, for labels and announcements. */
export function plainText(text) {
  const source = typeof text === "string" ? text : String(text?.text ?? "");
  if (typeof text !== "string" && text?.type !== "mrkdwn") return withEmoji(source);
  const bare = source.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (all, target, label) => {
    if (target.startsWith("@")) return `@${state.person(target.slice(1))?.name ?? target.slice(1)}`;
    if (target.startsWith("#")) return `#${state.channel(target.slice(1))?.name ?? label ?? target.slice(1)}`;
    if (target.startsWith("!date^")) return dateText(target, label);
    return label || target.replace(/^!/, "@");
  });
  return words(bare.replace(/[*~`]/g, "").replace(/(^|\s)_(\S[^_]*)_(?=\s|$|[.,;:!?])/g, "$1$2"));
}
