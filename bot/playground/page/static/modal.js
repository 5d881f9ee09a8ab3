// The modal on top of one's screen: fields, errors beside them, the views that follow.
import { cx, h, useEffect, useLayoutEffect, useRef, useState, useStore } from "./ui.js";
import { act } from "./acts.js";
import { Mark } from "./icons.js";
import { Blocks } from "./blocks.js";
import { Dialog } from "./dialog.js";
import { form } from "./form.js";
import { say } from "./i18n.js";
import { plainText } from "./mrkdwn.js";
import { notices } from "./notices.js";
import { Toasts } from "./toasts.js";
import { state } from "./state.js";
import { isEmpty } from "./values.js";

/** What the client holds back before it sends: an empty field that is needed, a text that is too short. */
function incomplete(view, values) {
  const wrong = {};
  for (const block of view.body.blocks ?? []) {
    if (block.type !== "input") continue;
    const raw = values[block.block_id][block.element.action_id];
    if (isEmpty(raw)) {
      if (!block.optional) wrong[block.block_id] = say("field.required");
    } else if (block.element.min_length && String(raw).length < block.element.min_length) {
      wrong[block.block_id] = say("field.too_short", { least: block.element.min_length });
    }
  }
  return wrong;
}

function Open({ view }) {
  useStore(form);
  const [busy, setBusy] = useState(false);
  const body = useRef(null);
  const errors = { ...view.errors };
  for (const [block, text] of Object.entries(form.wrong)) if (text) errors[block] = text;
  const surface = {
    kind: "modal",
    heading: "h3",
    errors,
    value: (block, element) => form.value(view, block, element),
    change: (block, element, raw, how) => {
      if (block.type === "input" && !block.dispatch_action) return form.change(view, block, element, raw, how);
      if (how?.typing) return form.change(view, block, element, raw, how);
      return act("touch", {
        where: { view: view.id },
        block_id: block.block_id,
        action_id: element.action_id,
        value: raw,
      });
    },
    settle: (block, element) => form.settle(view, block, element),
    press: (block, element, value) =>
      act("touch", { where: { view: view.id }, block_id: block.block_id, action_id: element.action_id, value }),
  };
  const toFirstError = () =>
    setTimeout(() => {
      const field = body.current?.querySelector(".has-error");
      field?.scrollIntoView({ block: "center" });
      field?.querySelector("input, textarea, select")?.focus({ preventScroll: true });
    }, 60);
  useEffect(() => {
    form.refuse({});
  }, [view.id]);
  useLayoutEffect(() => {
    const first = view.body.blocks?.find((block) => block.type === "input");
    const field = first && body.current?.querySelector(".field input, .field textarea, .field select");
    const heading = body.current?.closest("dialog")?.querySelector(".dialog-title");
    if (body.current) body.current.scrollTop = 0;
    (field &&
    body.current.querySelector(".field") === body.current.querySelector(".block-input .field") &&
    isNear(field, body.current)
      ? field
      : heading
    )?.focus({
      preventScroll: true,
    });
  }, [view.id]);
  const send = async (event) => {
    event.preventDefault();
    if (busy) return;
    const values = form.values(view);
    const wrong = incomplete(view, values);
    form.refuse(wrong);
    if (Object.keys(wrong).length) {
      toFirstError();
      return;
    }
    setBusy(true);
    const answer = await act("submit", { view: view.id, values }, { quiet: true });
    setBusy(false);
    if (answer.errors && Object.keys(answer.errors).length) {
      const { "": general, ...beside } = answer.errors;
      if (general) notices.add(general, "error");
      form.refuse(beside);
      toFirstError();
    } else if (!answer.ok && answer.error) notices.add(answer.error, "error");
  };
  const close = (everything) => act("close", { view: view.id, everything });
  const title = plainText(view.body.title ?? "");
  const formId = `form-${view.id}`;
  return h(
    Dialog,
    {
      title,
      bodyRef: body,
      lead: h("span", { class: "avatar avatar-s avatar-bot", "aria-hidden": "true" }, h(Mark, { size: 16 })),
      class: "dialog-view",
      onClose: () => close(false),
      onDismiss: () => close(true),
      foot: [
        view.depth > 1 ? h("span", { class: "dialog-depth" }, say("modal.depth", { depth: view.depth })) : null,
        h(
          "button",
          { type: "button", class: "button", onClick: () => close(false), key: "close" },
          plainText(view.body.close ?? "") || say("dialog.close"),
        ),
        view.body.submit
          ? h(
              "button",
              {
                type: "submit",
                form: formId,
                key: "submit",
                class: cx("button", "button-primary", busy && "is-busy"),
                "aria-busy": busy ? "true" : undefined,
              },
              h("span", { class: "button-text" }, plainText(view.body.submit)),
            )
          : null,
      ],
    },
    h(
      "form",
      { id: formId, noValidate: true, onSubmit: send, "data-view": view.id },
      h(Blocks, { blocks: view.body.blocks, surface }),
    ),
    h(Toasts, { inside: true }),
  );
}

const isNear = (field, body) => field.getBoundingClientRect().top < body.getBoundingClientRect().bottom - 40;

export function Modal() {
  const view = state.get("modal");
  return view ? h(Open, { view, key: "modal" }) : null;
}
