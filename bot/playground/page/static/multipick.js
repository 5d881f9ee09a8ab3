// Several of a list: chips for what is chosen, a field to search, a list to choose from (an ARIA combobox).
import { cx, h, useEffect, useId, useRef, useState } from "./ui.js";
import { Avatar } from "./avatar.js";
import { say } from "./i18n.js";
import { Icon } from "./icons.js";
import { plainText } from "./mrkdwn.js";

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function MultiPick({ wiring, options, chosen, most, placeholder, onChange }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const root = useRef(null);
  const field = useRef(null);
  const list = useId();
  const shown = options.filter((one) => fold(plainText(one.text)).includes(fold(typed)));
  const full = most && chosen.length >= most;
  const toggle = (value) => {
    if (chosen.includes(value)) onChange(chosen.filter((one) => one !== value));
    else if (!full) onChange([...chosen, value]);
    setTyped("");
  };
  useEffect(() => {
    if (!open) return undefined;
    const away = (event) => !root.current?.contains(event.target) && setOpen(false);
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  useEffect(() => {
    if (open) document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at, open]);
  const key = (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) setOpen(true);
      else setAt((at + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % Math.max(1, shown.length));
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      if (shown[at]) toggle(shown[at].value);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Backspace" && !typed && chosen.length) {
      onChange(chosen.slice(0, -1));
    } else if (event.key === "Tab") {
      setOpen(false);
    }
  };
  const { "data-block": block, "data-action": action, ...wired } = wiring;
  const textOf = (value) => plainText(options.find((one) => one.value === value)?.text ?? value);
  return h(
    "div",
    { class: cx("multipick", open && "is-open"), ref: root, "data-block": block, "data-action": action },
    h(
      "div",
      {
        class: "multipick-field",
        onMouseDown: (event) => event.target === event.currentTarget && (event.preventDefault(), field.current.focus()),
      },
      chosen.map((value) =>
        h(
          "span",
          { class: "chip", key: value, "data-chip": value },
          h("span", { class: "chip-text" }, textOf(value)),
          h(
            "button",
            {
              type: "button",
              class: "chip-remove",
              "aria-label": say("multipick.remove", { name: textOf(value) }),
              onClick: () => (toggle(value), field.current.focus()),
            },
            h(Icon, { name: "close" }),
          ),
        ),
      ),
      h("input", {
        ...wired,
        ref: field,
        class: "multipick-input",
        role: "combobox",
        "aria-expanded": open ? "true" : "false",
        "aria-controls": `${list}-list`,
        "aria-autocomplete": "list",
        "aria-activedescendant": open && shown[at] ? `${list}-${at}` : undefined,
        autoComplete: "off",
        value: typed,
        placeholder: chosen.length ? "" : placeholder,
        onInput: (event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
          setOpen(true);
        },
        onClick: () => setOpen(true),
        onBlur: (event) => !root.current?.contains(event.relatedTarget) && setOpen(false),
        onKeyDown: key,
      }),
    ),
    h(
      "div",
      { class: "multipick-list", hidden: !open },
      h(
        "div",
        { id: `${list}-list`, role: "listbox", "aria-multiselectable": "true", "aria-label": placeholder },
        open &&
          shown.map((one, index) =>
            h(
              "div",
              {
                key: one.value,
                id: `${list}-${index}`,
                role: "option",
                class: cx("option", index === at && "is-at"),
                "aria-selected": chosen.includes(one.value) ? "true" : "false",
                "data-value": one.value,
                onMouseDown: (event) => event.preventDefault(),
                onMouseMove: () => at !== index && setAt(index),
                onClick: () => toggle(one.value),
              },
              one.person && h(Avatar, { person: one.person, size: "s" }),
              h(
                "span",
                { class: "option-text" },
                plainText(one.text),
                one.about && h("span", { class: "option-about" }, one.about),
              ),
              h("span", { class: "option-tick" }, chosen.includes(one.value) && h(Icon, { name: "check" })),
            ),
          ),
      ),
      open && !shown.length && h("div", { class: "option option-none" }, say("multipick.none")),
      open && full && h("div", { class: "option option-none" }, say("multipick.full", { most })),
    ),
  );
}
