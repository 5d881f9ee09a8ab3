// A thing that others listen to. Changes within one frame are told once.

export class Source {
  #listeners = new Set();
  #told = false;

  /** @param {() => void} listener @returns {() => void} stops listening */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tell everybody, soon: a hidden window gets no animation frames, so a timer stands behind. */
  changed() {
    if (this.#told) return;
    this.#told = true;
    const tell = () => {
      if (!this.#told) return;
      this.#told = false;
      for (const listener of [...this.#listeners]) listener();
    };
    requestAnimationFrame(tell);
    setTimeout(tell, 60);
  }
}
