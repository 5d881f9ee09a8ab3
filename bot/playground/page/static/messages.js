// A long list of messages: days between them, only what is near the window drawn, the foot kept in sight while one is there.
import { Component, Fragment, cx, h, useEffect, useLayoutEffect, useRef, useState } from "./ui.js";
import { day, isoDay, say } from "./i18n.js";
import { Icon } from "./icons.js";
import { MessageView } from "./message.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

const CHUNK = 20;
const GUESS = 74;
const TOGETHER = 300;

function belongs(before, message, zone) {
  return (
    before &&
    before.user === message.user &&
    !before.private === !message.private &&
    !before.tombstone &&
    !message.broadcast &&
    Number(message.ts) - Number(before.ts) < TOGETHER &&
    isoDay(Number(before.ts), zone) === isoDay(Number(message.ts), zone)
  );
}

/** Forty messages, or the room that they take while they are far away. */
class Chunk extends Component {
  state = { near: this.props.near };

  height = null;

  box = null;

  componentDidMount() {
    this.watch = new IntersectionObserver(
      ([seen]) => {
        if (!seen.isIntersecting && this.state.near) this.height = this.box.offsetHeight;
        this.setState({ near: seen.isIntersecting });
      },
      { root: this.props.scroller.current, rootMargin: "1000px 0px" },
    );
    this.watch.observe(this.box);
  }

  componentWillUnmount() {
    this.watch?.disconnect();
  }

  render({ children, size, pinned }, { near }) {
    const drawn = near || pinned;
    return h(
      "div",
      {
        class: "chunk",
        ref: (box) => (this.box = box),
        style: drawn ? { height: "" } : { height: `${this.height ?? size * GUESS}px` },
      },
      drawn ? children() : null,
    );
  }
}

export function Messages({ list, inThread = false, root, label, empty, place }) {
  const scroller = useRef(null);
  const inner = useRef(null);
  const atFoot = useRef(true);
  const [missed, setMissed] = useState(0);
  const [current, setCurrent] = useState(null);
  const zone = state.person(screen.me)?.tz;
  const all = root ? [root, ...list] : list;
  const last = all.at(-1)?.ts;
  const known = useRef({ place, last, n: all.length });

  const toFoot = () => {
    const box = scroller.current;
    if (box) box.scrollTop = inner.current?.classList.contains("is-empty") ? 0 : box.scrollHeight;
  };
  useLayoutEffect(() => {
    atFoot.current = true;
    setMissed(0);
    setCurrent(null);
    toFoot();
  }, [place]);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => atFoot.current && toFoot());
    watch.observe(inner.current);
    watch.observe(scroller.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const before = known.current;
    if (before.place === place && all.length > before.n && last !== before.last && !atFoot.current) {
      if (all.at(-1)?.user === screen.me) toFoot();
      else setMissed((n) => n + all.length - before.n);
    }
    known.current = { place, last, n: all.length };
  });
  const scrolled = () => {
    const box = scroller.current;
    atFoot.current = box.scrollHeight - box.scrollTop - box.clientHeight < 48;
    if (atFoot.current && missed) setMissed(0);
  };
  const at = all.some((message) => message.ts === current) ? current : last;
  const move = (event) => {
    if (!event.target.matches("article.message") || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key))
      return;
    event.preventDefault();
    const articles = [...scroller.current.querySelectorAll("article.message")];
    const here = articles.indexOf(event.target);
    const to = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: articles.length - 1 }[event.key];
    const next = articles[Math.max(0, Math.min(articles.length - 1, to))];
    setCurrent(next.dataset.ts);
    next.focus();
  };

  const draw = (from, to) => {
    const made = [];
    for (let index = from; index < to; index += 1) {
      const message = all[index];
      const before = all[index - 1];
      const today = isoDay(Number(message.ts), zone);
      if (!before || isoDay(Number(before.ts), zone) !== today) {
        made.push(
          h("div", { class: "day", key: `day-${today}-${message.ts}` }, h("span", null, day(Number(message.ts), zone))),
        );
      }
      const isRoot = root && index === 0;
      made.push(
        h(MessageView, {
          key: message.ts,
          message,
          compact: Boolean(belongs(before, message, zone) && !(root && index === 1)),
          inThread,
          root: isRoot,
          current: message.ts === at,
          names: state.names,
          lang: screen.lang,
          me: screen.me,
          threads: inThread ? 0 : repliesMark(message),
        }),
      );
      if (isRoot && list.length)
        made.push(h("div", { class: "day day-replies", key: "replies" }, h("span", null, say("thread.replies"))));
    }
    return made;
  };
  const chunks = [];
  for (let from = 0; from < all.length; from += CHUNK) {
    const to = Math.min(from + CHUNK, all.length);
    const near = to > all.length - 2 * CHUNK;
    const pinned = current !== null && all.slice(from, to).some((message) => message.ts === current);
    chunks.push(h(Chunk, { key: `${place}-${from}`, near, pinned, size: to - from, scroller }, () => draw(from, to)));
  }
  return h(
    "div",
    { class: "messages-frame" },
    h(
      "div",
      {
        class: "messages",
        ref: scroller,
        onScroll: scrolled,
        onKeyDown: move,
        onFocusIn: (event) => {
          const article = event.target.closest?.("article.message");
          if (article && article.dataset.ts !== current) setCurrent(article.dataset.ts);
        },
        role: "region",
        "aria-label": label,
        tabIndex: all.length ? -1 : 0,
      },
      h(
        "div",
        { class: cx("messages-inner", !all.length && "is-empty"), ref: inner },
        all.length ? h(Fragment, null, !root && empty?.head, chunks) : empty?.whole,
      ),
    ),
    missed > 0 &&
      h(
        "button",
        { type: "button", class: "missed", onClick: () => (toFoot(), setMissed(0)) },
        h(Icon, { name: "down" }),
        say("messages.missed"),
      ),
  );
}

function repliesMark(message) {
  const replies = state.replies(message.channel, message.ts);
  return `${replies.length}:${replies.at(-1)?.ts ?? ""}`;
}
