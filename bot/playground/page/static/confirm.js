// The question before a button does what it says, where the app asks for one.
import { Source } from "./store.js";
import { cx, h, useStore } from "./ui.js";
import { Dialog } from "./dialog.js";
import { plainText, textObject } from "./mrkdwn.js";

class Question extends Source {
  asked = null;

  ask(confirm) {
    return new Promise((resolve) => {
      this.asked = { confirm, resolve };
      this.changed();
    });
  }

  answer(yes) {
    this.asked?.resolve(yes);
    this.asked = null;
    this.changed();
  }
}

const question = new Question();

/** True when nothing is to be asked, or the person said yes. */
export const confirmed = (confirm) => (confirm ? question.ask(confirm) : Promise.resolve(true));

export function Confirmation() {
  useStore(question);
  if (!question.asked) return null;
  const { confirm } = question.asked;
  const no = () => question.answer(false);
  return h(
    Dialog,
    {
      title: plainText(confirm.title),
      class: "dialog-small",
      onClose: no,
      foot: [
        h("button", { type: "button", class: "button", onClick: no }, plainText(confirm.deny)),
        h(
          "button",
          {
            type: "button",
            class: cx("button", `button-${confirm.style ?? "primary"}`),
            onClick: () => question.answer(true),
          },
          plainText(confirm.confirm),
        ),
      ],
    },
    h("div", { class: "text" }, textObject(confirm.text)),
  );
}
