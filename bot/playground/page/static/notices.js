// What is said for a moment: what Slack would say, and what the page could not do.
import { Source } from "./store.js";

class Notices extends Source {
  own = [];
  #n = 0;

  add(text, kind = "info") {
    const id = `own${(this.#n += 1)}`;
    this.own = [...this.own.filter((one) => one.text !== text), { id, text: String(text), kind }].slice(-4);
    this.changed();
    setTimeout(() => this.drop(id), 9000);
  }

  drop(id) {
    this.own = this.own.filter((one) => one.id !== id);
    this.changed();
  }
}

export const notices = new Notices();
