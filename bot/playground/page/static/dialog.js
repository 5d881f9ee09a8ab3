// A dialog of the browser's own: it traps focus, closes on Escape and gives focus back.
import { cx, h, useId, useLayoutEffect, useRef } from "./ui.js";
import { say } from "./i18n.js";
import { Icon } from "./icons.js";

export function Dialog({ title, onClose, onDismiss, class: name, foot, children, label, bodyRef, lead }) {
  const box = useRef(null);
  const heading = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    if (!dialog.open) dialog.showModal();
    return () => {
      dialog.close();
      if (before?.isConnected && document.activeElement === document.body) before.focus();
    };
  }, []);
  return h(
    "dialog",
    {
      ref: box,
      class: cx("dialog", name),
      "aria-labelledby": heading,
      onCancel: (event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      },
    },
    h(
      "div",
      { class: "dialog-head" },
      lead,
      h("h2", { id: heading, class: "dialog-title", tabIndex: -1 }, title),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": label ?? say("dialog.close"),
          title: label ?? say("dialog.close"),
          onClick: onDismiss ?? onClose,
        },
        h(Icon, { name: "close" }),
      ),
    ),
    h("div", { class: "dialog-body", ref: bodyRef }, children),
    foot && h("div", { class: "dialog-foot" }, foot),
  );
}
