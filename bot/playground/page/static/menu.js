// A button that opens a menu: arrows move, Escape closes, focus comes back. The menu lies in the top layer.
import { Fragment, cx, h, useId, useLayoutEffect, useRef, useState } from "./ui.js";

/** Put a popover beside its button, inside the window. */
export function place(popup, button, side = "end") {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popup;
  const left = side === "end" ? at.right - width : at.left;
  const below = at.bottom + 6;
  const top = below + height > innerHeight - 8 && at.top - height - 6 > 8 ? at.top - height - 6 : below;
  popup.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  popup.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
}

/**
 * A button with a panel of anything under it.
 * @param {{label: string, title?: string, panel: (close: () => void) => any, class?: string, side?: string, role?: string}} props
 */
export function Popup({
  label,
  panel,
  children,
  class: name,
  panelClass,
  side = "start",
  role = "dialog",
  data = {},
  tabIndex,
  onKey,
}) {
  const [open, setOpen] = useState(false);
  const button = useRef(null);
  const popup = useRef(null);
  const id = useId();
  const close = () => popup.current?.hidePopover();
  useLayoutEffect(() => {
    if (open && popup.current) {
      place(popup.current, button.current, side);
      const first = popup.current.querySelector("[data-autofocus], [role^=menuitem], button, input, select, a[href]");
      first?.focus({ preventScroll: true });
    }
  }, [open]);
  const toggled = (event) => {
    const now = event.newState === "open";
    if (!now && popup.current?.contains(document.activeElement)) button.current?.focus();
    setOpen(now);
  };
  return h(
    Fragment,
    null,
    h(
      "button",
      {
        type: "button",
        ref: button,
        class: name,
        "aria-label": label,
        title: label,
        "aria-haspopup": role === "menu" ? "menu" : "dialog",
        "aria-expanded": open ? "true" : "false",
        "aria-controls": id,
        tabIndex,
        onClick: () => {
          popup.current.togglePopover();
        },
        ...data,
      },
      children,
    ),
    h(
      "div",
      {
        id,
        ref: popup,
        popover: "auto",
        class: cx("popup", panelClass),
        role,
        "aria-label": label,
        onToggle: toggled,
        onKeyDown: onKey,
      },
      open ? panel(close) : null,
    ),
  );
}

/** @param {{items: {label: any, about?: any, run: () => void, danger?: boolean}[]}} props */
export function Menu({ items, ...rest }) {
  const move = (event) => {
    const all = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all.at(((to % all.length) + all.length) % all.length)?.focus();
  };
  return h(
    Popup,
    {
      ...rest,
      role: "menu",
      onKey: move,
      panelClass: "popup-menu",
      side: rest.side ?? "end",
      panel: (close) =>
        items.map((item, key) =>
          h(
            "button",
            {
              key,
              type: "button",
              role: "menuitem",
              tabIndex: -1,
              class: cx("menu-item", item.danger && "menu-danger"),
              onClick: () => {
                close();
                item.run();
              },
            },
            h("span", { class: "menu-label" }, item.label),
            item.about && h("span", { class: "menu-about" }, item.about),
          ),
        ),
    },
    rest.children,
  );
}
