// What the server has told (entities by key), and the orders that the page needs: a channel's messages, a thread's replies.
import { Source } from "./store.js";

const before = (a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);

class State extends Source {
  entities = new Map();
  /** What was asked for by kind ("person", "channel" …), until one of that kind changes. */
  #lists = new Map();
  /** Counts up when somebody's name or a channel's name may have changed: messages that show them draw again. */
  names = 0;
  ready = false;
  #roots = new Map();
  #replies = new Map();
  #stale = true;

  get = (key) => this.entities.get(key);

  /** One event of the stream. The first one replaces everything. */
  take({ set = {}, drop = [] }, first) {
    if (first) {
      const kept = this.entities;
      this.entities = new Map();
      for (const key of kept.keys()) if (!(key in set)) this.#lists.delete(key.split(":", 1)[0]);
      this.#touched("message");
      this.#touched("person");
      this.ready = true;
    }
    for (const [key, value] of Object.entries(set)) {
      this.entities.set(key, value);
      this.#touched(key.split(":", 1)[0]);
    }
    for (const key of drop) {
      this.entities.delete(key);
      this.#touched(key.split(":", 1)[0]);
    }
    this.changed();
  }

  /** What names and signs look like has changed. */
  renamed() {
    this.names += 1;
    this.changed();
  }

  #touched(kind) {
    this.#lists.delete(kind);
    if (kind === "message") this.#stale = true;
    else if (kind === "person" || kind === "channel") this.names += 1;
  }

  /** Every entity of a kind, in the order in which they were told. */
  all(kind) {
    if (!this.#lists.has(kind)) {
      const found = [];
      for (const [key, value] of this.entities) if (value && key.startsWith(`${kind}:`)) found.push(value);
      this.#lists.set(kind, found);
    }
    return this.#lists.get(kind);
  }

  people = () => this.all("person");
  person = (id) => this.entities.get(`person:${id}`);
  channels = () => this.all("channel");
  channel = (id) => this.entities.get(`channel:${id}`);
  message = (channel, ts) => this.entities.get(`message:${channel}:${ts}`);
  workspace = () =>
    this.entities.get("workspace") ?? { name: "", app: { name: "", user: "", commands: [], shortcuts: {} } };
  app = () => this.workspace().app ?? {};

  #sort() {
    if (!this.#stale) return;
    this.#stale = false;
    this.#roots = new Map();
    this.#replies = new Map();
    const into = (table, key, message) => {
      if (!table.has(key)) table.set(key, []);
      table.get(key).push(message);
    };
    for (const message of this.all("message")) {
      if (!message.thread_ts || message.thread_ts === message.ts || message.broadcast)
        into(this.#roots, message.channel, message);
      if (message.thread_ts && message.thread_ts !== message.ts) {
        into(this.#replies, `${message.channel}:${message.thread_ts}`, message);
      }
    }
    for (const table of [this.#roots, this.#replies]) for (const list of table.values()) list.sort(before);
  }

  /** The messages of a channel itself, oldest first. */
  roots(channel) {
    this.#sort();
    return this.#roots.get(channel) ?? [];
  }

  replies(channel, ts) {
    this.#sort();
    return this.#replies.get(`${channel}:${ts}`) ?? [];
  }
}

export const state = new State();
