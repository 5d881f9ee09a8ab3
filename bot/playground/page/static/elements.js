// Block elements as controls. `surface` says where they stand: value(block, element), change(…), press(…).
import { Fragment, cx, h, useId, useLayoutEffect, useRef, useState } from "./ui.js";
import { confirmed } from "./confirm.js";
import { count, say } from "./i18n.js";
import { Icon } from "./icons.js";
import { safeAddress } from "./link.js";
import { Menu } from "./menu.js";
import { plainText, textObject } from "./mrkdwn.js";
import { MultiPick } from "./multipick.js";
import { screen } from "./screen.js";
import { state } from "./state.js";
import { isEmpty, optionsOf } from "./values.js";

const marks = (block, element) => ({ "data-block": block.block_id, "data-action": element.action_id });

function Button({ block, element, surface }) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    if (busy || !(await confirmed(element.confirm))) return;
    const address = element.url && safeAddress(element.url);
    if (address) window.open(address, "_blank", "noopener");
    setBusy(true);
    await surface.press(block, element, element.value ?? null);
    setBusy(false);
  };
  return h(
    "button",
    {
      type: "button",
      class: cx("button", element.style && `button-${element.style}`, busy && "is-busy"),
      "aria-label": element.accessibility_label,
      "aria-busy": busy ? "true" : undefined,
      "data-value": element.value,
      onClick: press,
      ...marks(block, element),
    },
    h("span", { class: "button-text" }, textObject(element.text)),
  );
}

function Overflow({ block, element, surface }) {
  const choose = async (option) => {
    if (!(await confirmed(element.confirm))) return;
    const address = option.url && safeAddress(option.url);
    if (address) window.open(address, "_blank", "noopener");
    await surface.press(block, element, option.value);
  };
  const items = element.options.map((option) => ({
    label: textObject(option.text),
    about: option.description && textObject(option.description),
    run: () => choose(option),
  }));
  return h(
    Menu,
    { label: say("element.more"), items, class: "button button-square", data: marks(block, element) },
    h(Icon, { name: "more" }),
  );
}

function Picture({ element, small }) {
  return h("img", {
    class: small ? "picture-small" : "picture",
    src: pictureAddress(element),
    alt: element.alt_text ?? "",
    loading: "lazy",
    referrerPolicy: "no-referrer",
  });
}

/** Only pictures of this machine are fetched: an address elsewhere is named instead. */
export function pictureAddress(element) {
  const file = element.slack_file?.id;
  if (file) return `/files/${encodeURIComponent(file)}?as=${screen.me}`;
  const url = String(element.image_url ?? element.slack_file?.url ?? "");
  try {
    const address = new URL(url);
    return address.origin === location.origin && address.pathname.startsWith("/files/") ? address.href : null;
  } catch {
    return null;
  }
}

export function AnyPicture({ element, small = false }) {
  if (pictureAddress(element)) return h(Picture, { element, small });
  return h(
    "span",
    { class: "picture-absent" },
    say("picture.elsewhere", { alt: element.alt_text ?? "", url: element.image_url ?? "" }),
  );
}

/** A change of an element: asked first where the app wants it. */
async function changed(surface, block, element, raw) {
  if (surface.kind !== "modal" || block.type !== "input") {
    if (!(await confirmed(element.confirm))) return;
  }
  await surface.change(block, element, raw);
}

function ChoiceMenu({ block, element, surface, wiring }) {
  const raw = surface.value(block, element) ?? "";
  const option = (one) => h("option", { key: one.value, value: one.value }, plainText(one.text));
  return h(
    "span",
    { class: "select" },
    h(
      "select",
      {
        ...wiring,
        ...marks(block, element),
        value: raw,
        class: isEmpty(raw) ? "is-empty" : "",
        onChange: (event) => changed(surface, block, element, event.currentTarget.value || null),
      },
      h("option", { value: "" }, plainText(element.placeholder ?? "") || say("element.choose")),
      (element.options ?? []).map(option),
      (element.option_groups ?? []).map((group, key) =>
        h("optgroup", { key, label: plainText(group.label) }, group.options.map(option)),
      ),
    ),
    h(Icon, { name: "down" }),
  );
}

const asElement = (element, options) => ({ ...element, options });
const personOption = (person) => ({
  value: person.id,
  text: { type: "plain_text", text: person.name },
  about: [person.organisation, person.guest && say("person.guest")].filter(Boolean).join(" · "),
  person,
});
const people = () =>
  state
    .people()
    .filter((person) => !person.bot)
    .map(personOption);

function channelOptions(element) {
  const { include, exclude_external_shared_channels: ownOnly } = element.filter ?? {};
  return state
    .channels()
    .filter((channel) => (!include || include.includes(channel.kind)) && !(ownOnly && channel.shared))
    .map((channel) => ({
      value: channel.id,
      text: { type: "plain_text", text: channel.name ? `#${channel.name}` : say("place.direct") },
    }));
}

function Several({ block, element, surface, wiring, options, none }) {
  const raw = surface.value(block, element) ?? [];
  return h(MultiPick, {
    wiring: { ...wiring, ...marks(block, element) },
    options,
    chosen: raw,
    most: element.max_selected_items,
    placeholder: plainText(element.placeholder ?? "") || none,
    onChange: (values) => changed(surface, block, element, values.length ? values : null),
  });
}

function Ticks({ block, element, surface, wiring }) {
  const radio = element.type === "radio_buttons";
  const raw = surface.value(block, element);
  const chosen = radio ? [raw] : (raw ?? []);
  const name = useId();
  const toggle = (value, on) => {
    const kept = optionsOf(element)
      .map((one) => one.value)
      .filter((one) => (one === value ? on : chosen.includes(one)));
    changed(surface, block, element, radio ? value : kept.length ? kept : null);
  };
  const { id, ...rest } = wiring;
  return h(
    "div",
    { class: "ticks", role: radio ? "radiogroup" : "group", id, ...rest, ...marks(block, element) },
    element.options.map((option, index) =>
      h(
        "label",
        { class: "tick", key: option.value },
        h("input", {
          type: radio ? "radio" : "checkbox",
          name: radio ? name : undefined,
          checked: chosen.includes(option.value),
          value: option.value,
          "data-first": index === 0 ? "" : undefined,
          onChange: (event) => toggle(option.value, event.currentTarget.checked),
        }),
        h(
          "span",
          { class: "tick-text" },
          textObject(option.text),
          option.description && h("span", { class: "tick-about" }, textObject(option.description)),
        ),
      ),
    ),
  );
}

/** Beside buttons its words stand before it: what a browser shows in an empty one says nothing of what it is for. */
function DayOrTime({ block, element, surface, wiring }) {
  const field = h("input", {
    ...wiring,
    ...marks(block, element),
    type: element.type === "timepicker" ? "time" : "date",
    class: "input input-date",
    value: surface.value(block, element) ?? "",
    onChange: (event) => changed(surface, block, element, event.currentTarget.value || null),
  });
  if (block.type === "input" || !element.placeholder) return field;
  return h("span", { class: "dated" }, h("span", { "aria-hidden": "true" }, plainText(element.placeholder)), field);
}

function grow(area) {
  if (!area?.offsetParent) return;
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 320)}px`;
}

function TextField({ block, element, surface, wiring }) {
  const area = useRef(null);
  const raw = surface.value(block, element) ?? "";
  const most = element.max_length ?? (element.type === "plain_text_input" ? 3000 : undefined);
  useLayoutEffect(() => {
    if (!element.multiline) return;
    grow(area.current);
    requestAnimationFrame(() => grow(area.current));
  }, [raw]);
  const enter = (event) => {
    const dispatches = (element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]).includes(
      "on_enter_pressed",
    );
    if (event.key === "Enter" && !element.multiline && block.dispatch_action && dispatches) {
      event.preventDefault();
      surface.press(block, element, event.currentTarget.value || null);
    }
  };
  const near = most && raw.length > most * 0.8;
  return h(
    Fragment,
    null,
    h(element.multiline ? "textarea" : "input", {
      ...wiring,
      ...marks(block, element),
      ref: area,
      type: element.multiline ? undefined : "text",
      inputMode: element.type === "number_input" ? "decimal" : undefined,
      rows: element.multiline ? 3 : undefined,
      class: "input",
      value: raw,
      maxLength: most,
      placeholder: plainText(element.placeholder ?? ""),
      autoComplete: "off",
      onInput: (event) => surface.change(block, element, event.currentTarget.value, { typing: true }),
      onBlur: () => surface.settle?.(block, element),
      onKeyDown: enter,
    }),
    near ? h("span", { class: "counter", role: "status" }, count("element.left", most - raw.length)) : null,
  );
}

const CONTROLS = {
  button: Button,
  overflow: Overflow,
  image: ({ element }) => h(AnyPicture, { element, small: true }),
  static_select: ChoiceMenu,
  multi_static_select: (props) =>
    h(Several, { ...props, options: optionsOf(props.element), none: say("element.choose_several") }),
  users_select: (props) => h(ChoiceMenu, { ...props, element: asElement(props.element, people()) }),
  multi_users_select: (props) => h(Several, { ...props, options: people(), none: say("element.choose_people") }),
  conversations_select: (props) =>
    h(ChoiceMenu, { ...props, element: asElement(props.element, channelOptions(props.element)) }),
  radio_buttons: Ticks,
  checkboxes: Ticks,
  datepicker: DayOrTime,
  timepicker: DayOrTime,
  plain_text_input: TextField,
  number_input: TextField,
};

/** An element by its type; one that the page does not know is named. */
export function Element({ block, element, surface, wiring, label }) {
  const Control = CONTROLS[element?.type];
  if (!Control) return h("span", { class: "unknown" }, say("block.unknown_element", { kind: element?.type ?? "?" }));
  const wired = wiring ?? { "aria-label": plainText(element.placeholder ?? "") || label || say("element.choose") };
  return h(Control, { block, element, surface, wiring: wired, lang: screen.lang });
}
