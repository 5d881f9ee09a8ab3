// A face for everyone: initials on a tint that is theirs; the app has our mark.
import { cx, h } from "./ui.js";
import { Mark } from "./icons.js";

const TINTS = 8;
const initials = (name) =>
  String(name ?? "?")
    .split(/[\s-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join("") || "?";

function tint(id) {
  let sum = 0;
  for (const letter of String(id)) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % TINTS;
}

/** People whose names and faces are known take tints in the order in which they are listed. */
export function Avatar({ person, size = "m", order }) {
  const bot = person?.bot;
  return h(
    "span",
    {
      class: cx(
        "avatar",
        `avatar-${size}`,
        bot ? "avatar-bot" : `tint-${(order ?? tint(person?.id)) % TINTS}`,
        person?.stranger && "avatar-other",
      ),
      "aria-hidden": "true",
    },
    bot ? h(Mark, { size: size === "s" ? 16 : 24 }) : initials(person?.name),
  );
}
