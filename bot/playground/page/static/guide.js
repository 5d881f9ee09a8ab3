// A guide that its author is writing: where it stands, and what is wrong with it.
import { h } from "./ui.js";
import { count, say } from "./i18n.js";
import { Icon } from "./icons.js";
import { state } from "./state.js";

export function GuideErrors() {
  const guide = state.get("guide");
  if (!guide?.errors?.length) return null;
  return h(
    "section",
    { class: "guide-errors", "aria-label": say("guide.errors") },
    h(Icon, { name: "warning" }),
    h(
      "div",
      null,
      h(
        "p",
        null,
        h("strong", null, count("guide.wrong", guide.errors.length, { file: guide.file ?? guide.id ?? "" })),
        " ",
        say("guide.still"),
      ),
      h(
        "ul",
        null,
        guide.errors.map((text, key) => h("li", { key }, text)),
      ),
    ),
  );
}

export function GuideMark() {
  const guide = state.get("guide");
  if (!guide?.file) return null;
  return h(
    "span",
    { class: "guide-mark", title: guide.file },
    h(Icon, { name: "book" }),
    `${guide.id ?? ""} ${guide.version ?? ""}`.trim(),
  );
}
