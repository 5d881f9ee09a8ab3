// What is typed in the modal on top. It shows at once, and is told to the server so that a reload or a second window keeps it.
import { Source } from "./store.js";
import { act } from "./acts.js";
import { rawIn, sameRaw } from "./values.js";

const DEBOUNCE = 300;
/** How long what was typed here wins over what the server still says. */
const SETTLING = 2000;

class Form extends Source {
  #typed = new Map();
  wrong = {};

  #key = (view, block, element) => `${view.id}|${block.block_id}|${element.action_id}`;

  value(view, block, element) {
    const told = rawIn(view.values, block, element);
    const mine = this.#typed.get(this.#key(view, block, element));
    if (!mine) return told;
    const waiting = mine.timer || mine.flying;
    if (!waiting && (sameRaw(mine.raw, told) || Date.now() - mine.at > SETTLING)) {
      this.#typed.delete(this.#key(view, block, element));
      return told;
    }
    return mine.raw;
  }

  change(view, block, element, raw, { typing = false } = {}) {
    const key = this.#key(view, block, element);
    const mine = this.#typed.get(key) ?? { flying: 0 };
    Object.assign(mine, { raw, at: Date.now() });
    this.#typed.set(key, mine);
    if (this.wrong[block.block_id]) this.wrong = { ...this.wrong, [block.block_id]: undefined };
    clearTimeout(mine.timer);
    mine.send = () => this.#send(view, block, element);
    mine.timer = setTimeout(mine.send, typing ? DEBOUNCE : 0);
    this.changed();
  }

  settle(view, block, element) {
    const mine = this.#typed.get(this.#key(view, block, element));
    if (mine?.timer) {
      clearTimeout(mine.timer);
      this.#send(view, block, element);
    }
  }

  /** The page is left: what still waits to be told is told now. */
  leave() {
    for (const mine of this.#typed.values()) {
      if (!mine.timer) continue;
      clearTimeout(mine.timer);
      mine.send();
    }
  }

  async #send(view, block, element) {
    const mine = this.#typed.get(this.#key(view, block, element));
    mine.timer = null;
    mine.flying += 1;
    const answer = await act(
      "fill",
      {
        view: view.id,
        block_id: block.block_id,
        action_id: element.action_id,
        value: mine.raw === "" ? null : mine.raw,
      },
      { quiet: true, lasting: true },
    );
    mine.flying -= 1;
    mine.at = Date.now();
    if (!answer.ok && answer.error) this.wrong = { ...this.wrong, [block.block_id]: answer.error };
    this.changed();
  }

  /** Everything in the modal's inputs, raw; what still waits to be told goes with it. */
  values(view) {
    const found = {};
    for (const block of view.body.blocks ?? []) {
      if (block.type !== "input") continue;
      const { element } = block;
      const mine = this.#typed.get(this.#key(view, block, element));
      if (mine?.timer) {
        clearTimeout(mine.timer);
        mine.timer = null;
      }
      const raw = this.value(view, block, element);
      found[block.block_id] = { [element.action_id]: raw === "" ? null : raw };
    }
    return found;
  }

  refuse(wrong) {
    this.wrong = wrong;
    this.changed();
  }
}

export const form = new Form();
addEventListener("pagehide", () => form.leave());
