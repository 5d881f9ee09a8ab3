// Notices on the screen: said politely, dismissed by hand or by time. Inside a dialog when one is open, since all else is inert.
import { cx, h, useStore } from "./ui.js";
import { act } from "./acts.js";
import { say } from "./i18n.js";
import { Icon } from "./icons.js";
import { notices } from "./notices.js";
import { state } from "./state.js";

export function Toasts({ inside = false }) {
  useStore(notices);
  if (!inside && state.get("modal")) return null;
  const told = [];
  for (const [key, value] of state.entities) {
    if (key.startsWith("notice:") && value)
      told.push({ id: key.slice(7), text: value.text, kind: "error", told: true });
  }
  const all = [...told, ...notices.own];
  return h(
    "div",
    { class: cx("toasts", inside && "toasts-inside"), role: "status", "aria-live": "polite" },
    all.map((one) =>
      h(
        "div",
        { key: one.id, class: cx("toast", `toast-${one.kind}`) },
        h(Icon, { name: one.kind === "error" ? "warning" : "info" }),
        h("span", { class: "toast-text" }, one.text),
        h(
          "button",
          {
            type: "button",
            class: "icon-button icon-button-s",
            "aria-label": say("toast.dismiss"),
            onClick: () => (one.told ? act("dismiss", { notice: one.id }) : notices.drop(one.id)),
          },
          h(Icon, { name: "close" }),
        ),
      ),
    ),
  );
}
