// The page's own words, in its language, and how that language writes numbers, days and hours.
import { screen } from "./screen.js";

let words = {};

export async function loadWords(lang) {
  const response = await fetch(`/words/${lang}.json`);
  words = await response.json();
  document.documentElement.lang = lang;
  document.title = words["page.title"];
}

/** The words for `key`, with `{name}` filled in. A key without words shows itself, so that it is noticed. */
export function say(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const knows = (key) => key in words;

/** `key.one` or `key.other`, by the language's own rule. */
export function count(key, n, values = {}) {
  const rule = new Intl.PluralRules(screen.lang).select(n) === "one" ? "one" : "other";
  return say(`${key}.${rule}`, { n: new Intl.NumberFormat(screen.lang).format(n), ...values });
}

const made = new Map();
function format(zone, options) {
  const key = `${screen.lang}|${zone}|${Object.entries(options).join()}`;
  if (!made.has(key)) {
    const locale = say("page.locale");
    try {
      made.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }));
    } catch {
      made.set(key, new Intl.DateTimeFormat(locale, options));
    }
  }
  return made.get(key);
}

/** A moment in words; what is not a moment is a dash. The first of a month as the language writes it: "1er décembre". */
export function when(seconds, zone, options) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "–";
  const parts = format(zone, options).formatToParts(date);
  return parts.map((part) => (part.type === "day" && part.value === "1" ? say("page.first_day") : part.value)).join("");
}
export const hour = (seconds, zone) => when(seconds, zone, { hour: "2-digit", minute: "2-digit" });
export const day = (seconds, zone) => when(seconds, zone, { weekday: "long", day: "numeric", month: "long" });
export const shortDay = (seconds, zone) => when(seconds, zone, { weekday: "short", day: "numeric", month: "short" });
/** A day as a key: two moments of one day in a zone have the same. */
export const isoDay = (seconds, zone) => when(seconds, zone, { year: "numeric", month: "2-digit", day: "2-digit" });
export const number = (n, options) =>
  new Intl.NumberFormat(say("page.locale"), options).format(n);
export const language = (locale) => {
  try {
    return new Intl.DisplayNames([screen.lang], { type: "language" }).of(String(locale).split("-")[0]);
  } catch {
    return locale;
  }
};
