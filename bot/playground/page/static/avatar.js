// A face for everyone: initials on a tint that is theirs; the app has our mark.
import { cx, h } from "./ui.js";
import { Mark } from "./icons.js";
import { state } from "./state.js";

const TINTS = 8;
const initials = (name) =>
  String(name ?? "?")
    .split(/[\s-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join("") || "?";

/** People take tints in the order in which they were told, so that everybody has one of their own. */
function tint(id) {
  const place = state.people().findIndex((person) => person.id === id);
  return (place < 0 ? String(id).length : place) % TINTS;
}

export function Avatar({ person, size = "m" }) {
  const bot = person?.bot;
  return h(
    "span",
    {
      class: cx(
        "avatar",
        `avatar-${size}`,
        bot ? "avatar-bot" : `tint-${tint(person?.id)}`,
        person?.stranger && "avatar-other",
      ),
      "aria-hidden": "true",
    },
    bot ? h(Mark, { size: size === "s" ? 16 : 24 }) : initials(person?.name),
  );
}
