// Blocks as the reader sees them. A block that cannot be shown is named, never dropped.
import { Guard, h, useId } from "./ui.js";
import { Chart } from "./charts.js";
import { say } from "./i18n.js";
import { AnyPicture, Element } from "./elements.js";
import { Icon } from "./icons.js";
import { Markdown } from "./markdown.js";
import { plainText, textObject } from "./mrkdwn.js";
import { RichText } from "./richtext.js";

const Text = ({ text, class: name }) => (text ? h("div", { class: name ?? "text" }, textObject(text)) : null);

function Section({ block, surface }) {
  const { accessory } = block;
  const wide =
    accessory && ["radio_buttons", "checkboxes", "multi_static_select", "multi_users_select"].includes(accessory.type);
  return h(
    "div",
    { class: wide ? "section section-wide" : "section" },
    h(
      "div",
      { class: "section-words" },
      h(Text, { text: block.text }),
      block.fields &&
        h(
          "div",
          { class: "fields" },
          block.fields.map((field, key) => h(Text, { key, text: field, class: "text field-text" })),
        ),
    ),
    accessory &&
      h(
        "div",
        { class: "accessory" },
        h(Element, { block, element: accessory, surface, label: plainText(block.text ?? "") }),
      ),
  );
}

function Context({ block }) {
  return h(
    "div",
    { class: "context" },
    block.elements.map((element, key) =>
      element.type === "image"
        ? h(AnyPicture, { key, element, small: true })
        : h(Text, { key, text: element, class: "text context-text" }),
    ),
  );
}

function Actions({ block, surface }) {
  return h(
    "div",
    { class: "actions" },
    block.elements.map((element) => h(Element, { key: element.action_id, block, element, surface })),
  );
}

const GROUPED = ["radio_buttons", "checkboxes"];

function Input({ block, surface }) {
  const id = useId();
  const error = surface.errors?.[block.block_id];
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const grouped = GROUPED.includes(block.element?.type);
  const wiring = {
    id,
    "aria-describedby": described || undefined,
    "aria-invalid": error ? "true" : undefined,
    "aria-required": block.optional || block.element?.type === "checkboxes" ? undefined : "true",
    ...(grouped ? { "aria-labelledby": `${id}-label` } : {}),
  };
  if (block.element?.type === "checkboxes") delete wiring["aria-invalid"];
  return h(
    "div",
    { class: error ? "field has-error" : "field", "data-field": block.block_id },
    h(
      grouped ? "div" : "label",
      { class: "field-label", id: `${id}-label`, htmlFor: grouped ? undefined : id },
      textObject(block.label),
      block.optional ? " " : null,
      block.optional ? h("span", { class: "field-optional" }, say("field.optional")) : null,
    ),
    block.hint && h("div", { class: "field-hint", id: `${id}-hint` }, textObject(block.hint)),
    h(Element, { block, element: block.element, surface, wiring }),
    error &&
      h(
        "div",
        { class: "field-error", id: `${id}-error`, role: "alert" },
        h(Icon, { name: "warning" }),
        h("span", null, error),
      ),
  );
}

function Image({ block }) {
  return h(
    "figure",
    { class: "image" },
    block.title && h("figcaption", null, textObject(block.title)),
    h(AnyPicture, { element: block }),
  );
}

function Cell({ cell }) {
  if (cell?.type === "rich_text") return h(RichText, { block: cell });
  return String(cell?.text ?? cell?.value ?? "");
}

function Table({ block }) {
  const [head, ...rows] = block.rows;
  const align = (index) => `cell-${block.column_settings?.[index]?.align ?? "left"}`;
  return h(
    "div",
    { class: "table", tabIndex: 0, role: "region", "aria-label": say("block.table") },
    h(
      "table",
      null,
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          head.map((cell, key) => h("th", { key, scope: "col", class: align(key) }, h(Cell, { cell }))),
        ),
      ),
      h(
        "tbody",
        null,
        rows.map((row, at) =>
          h(
            "tr",
            { key: at },
            row.map((cell, key) => h("td", { key, class: align(key) }, h(Cell, { cell }))),
          ),
        ),
      ),
    ),
  );
}

function Container({ block, surface }) {
  const title = block.rich_text_title
    ? h(RichText, { block: block.rich_text_title })
    : h(Text, { text: block.title, class: "container-title" });
  const subtitle = block.subtitle && h(Text, { text: block.subtitle, class: "container-subtitle" });
  const inside = h(Blocks, { blocks: block.child_blocks, surface });
  if (!block.is_collapsible)
    return h("div", { class: "container" }, h("div", { class: "container-head" }, title, subtitle), inside);
  return h(
    "details",
    { class: "container", open: !block.default_collapsed },
    h("summary", null, title, subtitle),
    inside,
  );
}

function Card({ block, surface }) {
  return h(
    "div",
    { class: "card" },
    block.hero_image && h(AnyPicture, { element: block.hero_image }),
    h(Text, { text: block.title, class: "card-title" }),
    h(Text, { text: block.subtitle, class: "card-subtitle" }),
    h(Text, { text: block.body }),
    h(Text, { text: block.subtext, class: "card-subtext" }),
    block.actions && h(Actions, { block: { ...block, elements: block.actions }, surface }),
  );
}

function Alert({ block }) {
  const level = block.level ?? "default";
  return h(
    "div",
    { class: `alert alert-${level}` },
    h(Icon, { name: level === "success" ? "check" : level === "info" ? "info" : "warning" }),
    h(Text, { text: block.text }),
  );
}

const KINDS = {
  section: Section,
  header: ({ block, surface }) => h(surface.heading, { class: "header" }, textObject(block.text)),
  divider: () => h("hr"),
  context: Context,
  actions: Actions,
  input: Input,
  image: Image,
  rich_text: RichText,
  markdown: ({ block }) => h(Markdown, { text: block.text }),
  table: Table,
  data_visualization: ({ block }) => h(Chart, { block }),
  container: Container,
  card: Card,
  alert: Alert,
};

export function Blocks({ blocks, surface }) {
  return h(
    "div",
    { class: "blocks" },
    (blocks ?? []).map((block, index) => {
      const Kind = KINDS[block?.type];
      const key = `${block?.block_id ?? index}`;
      if (!Kind) return h("div", { key, class: "unknown" }, say("block.unknown", { kind: block?.type ?? "?" }));
      return h(
        "div",
        { key, class: `block block-${block.type}`, "data-block-id": block.block_id },
        h(
          Guard,
          { of: block, instead: () => h("div", { class: "unknown" }, say("block.broken", { kind: block.type })) },
          h(Kind, { block, surface }),
        ),
      );
    }),
  );
}
