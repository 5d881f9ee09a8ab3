// What this window shows: who one is, which place, which thread, what is open. Kept in the address and in the browser.
import { Source } from "./store.js";

const here = new URL(location.href);
const kept = (name, otherwise) => {
  try {
    return localStorage.getItem(`playground.${name}`) ?? otherwise;
  } catch {
    return otherwise;
  }
};
const keep = (name, value) => {
  try {
    localStorage.setItem(`playground.${name}`, value);
  } catch {
    // a browser that keeps nothing: the choice lasts as long as the page
  }
};

class Screen extends Source {
  me = here.searchParams.get("as") || document.documentElement.dataset.as || "";
  lang = document.documentElement.lang || "en";
  theme = kept("theme", "auto");
  /** A channel's id, "home" for the app's own page, or "" before anything is known. */
  place = here.searchParams.get("at") || "";
  thread = here.searchParams.get("thread") || "";
  /** The canvas of the channel that one reads, "" while one reads its messages. */
  canvas = here.searchParams.get("canvas") || "";
  backstage = here.searchParams.get("backstage") === "1";
  backstageTab = "calls";
  drawer = false;
  /** Whether one looks as the person who acts while the sample plays. */
  follow = true;
  /** Set when a place or thread was opened by hand, so that focus follows. */
  focusWanted = "";

  set(changes) {
    Object.assign(this, changes);
    const address = new URL(location.href);
    const show = (name, value) => (value ? address.searchParams.set(name, value) : address.searchParams.delete(name));
    show("as", this.me);
    show("at", this.place);
    show("thread", this.thread);
    show("canvas", this.canvas);
    show("backstage", this.backstage ? "1" : "");
    history.replaceState(null, "", address);
    this.changed();
  }

  go(place, thread = "") {
    this.set({ place, thread, canvas: "", drawer: false });
  }

  setTheme(theme) {
    keep("theme", theme);
    document.documentElement.dataset.theme = theme;
    this.set({ theme });
  }
}

export const screen = new Screen();
export { keep, kept };
