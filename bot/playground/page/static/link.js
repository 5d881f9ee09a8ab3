// Links that people or the app wrote: only to the web or a mail address, never anything that could run.
import { h } from "./ui.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

export const safeAddress = (url) => (/^(https?:\/\/|mailto:)/i.test(String(url)) ? String(url) : null);

/** The message or the canvas that one of Slack's own addresses means: here it leads to the place on this page. */
function placeOf(url) {
  try {
    const { hostname, pathname, searchParams } = new URL(url);
    if (!/(^|\.)slack\.com$/.test(hostname)) return null;
    const canvas = state.get(`canvas:${/^\/docs\/T[A-Z0-9]+\/(F[A-Z0-9]+)$/.exec(pathname)?.[1]}`);
    if (canvas) return { channel: canvas.channel, canvas: canvas.id };
    const archived = /^\/archives\/([CDG][A-Z0-9]+)(?:\/p(\d+)(\d{6}))?/.exec(pathname);
    const channel = archived?.[1] ?? (pathname === "/app_redirect" ? searchParams.get("channel") : null);
    const ts = archived?.[2] ? `${archived[2]}.${archived[3]}` : searchParams.get("message_ts");
    return channel ? { channel, ts } : null;
  } catch {
    return null;
  }
}

/** Go to a channel, and to a canvas of it, or to a message in it: its thread opens. */
export function visit({ channel, ts, canvas }) {
  if (canvas) {
    screen.set({ place: channel, thread: "", canvas, drawer: false, focusWanted: "canvas" });
    return;
  }
  const message = ts && state.message(channel, ts);
  const thread = message ? (message.thread_ts ?? (state.replies(channel, ts).length ? ts : "")) : "";
  screen.go(channel, thread);
  if (ts) setTimeout(() => [...document.querySelectorAll(`[data-ts="${CSS.escape(ts)}"]`)].at(-1)?.focus(), 300);
}

export function Link({ url, children }) {
  const here = placeOf(String(url));
  if (here && state.channel(here.channel))
    return h("button", { type: "button", class: "link", onClick: () => visit(here) }, children);
  const address = safeAddress(url);
  if (!address) return h("span", null, children, " (", String(url), ")");
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, children);
}
