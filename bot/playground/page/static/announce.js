// What a screen reader hears while it is elsewhere: new messages of others in the place and the thread that are open.
import { h, useEffect, useRef, useState } from "./ui.js";
import { say } from "./i18n.js";
import { plainText } from "./mrkdwn.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

export function Announcer() {
  const [text, setText] = useState("");
  const heard = useRef({ where: "", ts: "" });
  useEffect(() => {
    const where = `${screen.me}:${screen.place}:${screen.thread}`;
    const here = [
      state.roots(screen.place).at(-1),
      screen.thread ? state.replies(screen.place, screen.thread).at(-1) : null,
    ].filter(Boolean);
    const newest = here.sort((a, b) => (a.ts < b.ts ? 1 : -1))[0];
    const before = heard.current;
    if (before.where === where && newest && newest.ts > before.ts && newest.user !== screen.me) {
      const words = plainText({ type: "mrkdwn", text: newest.text }).slice(0, 200);
      setText(
        say(newest.private ? "announce.private" : "announce.message", {
          name: state.person(newest.user)?.name ?? "",
          text: words,
        }),
      );
    }
    heard.current = { where, ts: newest?.ts ?? "" };
  });
  return h("div", { class: "unseen", role: "status", "aria-live": "polite", "data-announcer": "" }, text);
}
