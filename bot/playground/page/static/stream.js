// The stream of what this person may see. The browser reconnects by itself; every connection begins with everything.
import { Source } from "./store.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

class Stream extends Source {
  live = false;
  #source = null;
  #first = true;

  open(person) {
    this.close();
    const source = new EventSource(`/stream?as=${encodeURIComponent(person)}&lang=${screen.lang}`);
    this.#source = source;
    this.#first = true;
    source.onopen = () => {
      this.#first = true;
      this.live = true;
      this.changed();
    };
    source.onmessage = (event) => {
      if (source !== this.#source) return;
      state.take(JSON.parse(event.data), this.#first);
      this.#first = false;
    };
    source.onerror = () => {
      this.live = false;
      this.changed();
    };
  }

  close() {
    this.#source?.close();
    this.#source = null;
  }
}

export const stream = new Stream();
