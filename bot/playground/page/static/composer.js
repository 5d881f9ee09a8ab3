// Where one writes: Enter sends, Shift+Enter breaks the line, a slash lists the commands, an at sign completes names.
import { Fragment, cx, h, useEffect, useId, useLayoutEffect, useRef, useState } from "./ui.js";
import { act } from "./acts.js";
import { Avatar } from "./avatar.js";
import { completion } from "./complete.js";
import { say } from "./i18n.js";
import { Icon } from "./icons.js";
import { Menu } from "./menu.js";
import { sendable } from "./message.js";
import { notices } from "./notices.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

const drafts = {
  get: (key) => sessionStorage.getItem(`draft:${key}`) ?? "",
  set: (key, text) => (text ? sessionStorage.setItem(`draft:${key}`, text) : sessionStorage.removeItem(`draft:${key}`)),
};

export function Composer({ channel, thread = "", label }) {
  const key = `${screen.me}:${channel.id}:${thread}`;
  const [text, setText] = useState(() => drafts.get(key));
  const [offered, setOffered] = useState(null);
  const [at, setAt] = useState(0);
  const area = useRef(null);
  const list = useId();

  useEffect(() => {
    setText(drafts.get(key));
    setOffered(null);
  }, [key]);
  useLayoutEffect(() => {
    const box = area.current;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
  }, [text]);
  useEffect(() => {
    const write = (event) => {
      if (event.detail.thread !== Boolean(thread)) return;
      change(event.detail.text, event.detail.text.length);
      area.current.focus();
    };
    document.addEventListener("compose", write);
    return () => document.removeEventListener("compose", write);
  });

  const change = (next, caret) => {
    setText(next);
    drafts.set(key, next);
    setOffered(completion(next, caret, { inThread: Boolean(thread), members: channel.members }));
    setAt(0);
  };
  /** Text and caret at once: the next key may come before the next drawing. */
  const put = (next, caret) => {
    change(next, caret);
    area.current.value = next;
    area.current.focus();
    area.current.setSelectionRange(caret, caret);
  };
  const take = (item) => {
    const caret = area.current.selectionStart;
    const next = text.slice(0, offered.from) + item.insert + text.slice(caret);
    put(next, offered.from + item.insert.length);
    setOffered(null);
  };
  const send = async () => {
    const said = text.trim();
    if (!said) return;
    const command = /^\/(\S+)\s*([\s\S]*)$/.exec(said);
    if (command) {
      const known = (state.app().commands ?? []).some((one) => one.command === `/${command[1]}`);
      if (thread) return void notices.add(say("composer.no_command_here"), "error");
      if (!known) return void notices.add(say("composer.no_such_command", { command: `/${command[1]}` }), "error");
    }
    change("", 0);
    const answer = command
      ? await act("command", { channel: channel.id, command: `/${command[1]}`, text: sendable(command[2]) })
      : await act("say", { channel: channel.id, text: sendable(said), ...(thread ? { thread_ts: thread } : {}) });
    if (!answer.ok && !area.current?.value) change(said, said.length);
  };
  const keyed = (event) => {
    if (offered) {
      const n = offered.items.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        setAt((at + (event.key === "ArrowDown" ? 1 : n - 1)) % n);
        return;
      }
      const whole = offered.kind === "command" && text.trim() === offered.items[at].title;
      if ((event.key === "Enter" && !whole) || event.key === "Tab") {
        event.preventDefault();
        take(offered.items[at]);
        return;
      }
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        setOffered(null);
        return;
      }
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  };
  const insert = (sign) => {
    const box = area.current;
    const caret = box.selectionStart ?? text.length;
    const space = sign === "@" && caret && !/\s$/.test(text.slice(0, caret)) ? " " : "";
    const next = sign === "/" ? "/" : text.slice(0, caret) + space + sign + text.slice(caret);
    put(next, sign === "/" ? 1 : caret + space.length + 1);
  };
  const shortcuts = (state.app().shortcuts?.global ?? []).map((one) => ({
    label: one.name,
    about: state.app().name,
    run: () => act("shortcut", { id: one.id }),
  }));

  return h(
    "div",
    { class: "composer" },
    offered &&
      h(
        "div",
        { class: "completions" },
        h("div", { class: "completions-head", "aria-hidden": "true" }, say(`complete.${offered.kind}`)),
        h(
          "div",
          { role: "listbox", id: list, "aria-label": say(`complete.${offered.kind}`) },
          offered.items.map((item, index) =>
            h(
              "div",
              {
                key: item.id,
                id: `${list}-${index}`,
                role: "option",
                "aria-selected": index === at ? "true" : "false",
                class: cx("completion", index === at && "is-at"),
                onMouseDown: (event) => (event.preventDefault(), take(item)),
              },
              item.person && h(Avatar, { person: item.person, size: "s" }),
              h(
                "span",
                { class: "completion-title" },
                item.title,
                item.hint && h("span", { class: "completion-hint" }, ` ${item.hint}`),
              ),
              item.about && h("span", { class: "completion-about" }, item.about),
            ),
          ),
        ),
      ),
    h(
      "div",
      { class: "composer-box" },
      h("textarea", {
        ref: area,
        rows: 1,
        value: text,
        placeholder: label,
        "aria-label": label,
        "aria-haspopup": "listbox",
        "aria-autocomplete": "list",
        "aria-controls": offered ? list : undefined,
        "aria-activedescendant": offered ? `${list}-${at}` : undefined,
        "data-composer": thread ? "thread" : "channel",
        onInput: (event) => change(event.currentTarget.value, event.currentTarget.selectionStart),
        onKeyDown: keyed,
        onBlur: () => setOffered(null),
      }),
      h(
        "div",
        { class: "composer-tools" },
        !thread &&
          h(
            Fragment,
            null,
            h(
              "button",
              {
                type: "button",
                class: "icon-button",
                "aria-label": say("composer.commands"),
                title: say("composer.commands"),
                onClick: () => insert("/"),
              },
              h(Icon, { name: "slash" }),
            ),
            shortcuts.length > 0 &&
              h(
                Menu,
                {
                  label: say("composer.shortcuts"),
                  class: "icon-button",
                  side: "start",
                  items: shortcuts,
                  data: { "data-tool": "shortcuts" },
                },
                h(Icon, { name: "bolt" }),
              ),
          ),
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": say("composer.mention"),
            title: say("composer.mention"),
            onClick: () => insert("@"),
          },
          h(Icon, { name: "at" }),
        ),
        h("span", { class: "composer-hint" }, text.includes("\n") || text.length > 40 ? say("composer.keys") : ""),
        h(
          "button",
          {
            type: "button",
            class: cx("send", text.trim() && "is-ready"),
            "aria-label": say("composer.send"),
            title: say("composer.send"),
            disabled: !text.trim(),
            onClick: send,
          },
          h(Icon, { name: "send" }),
        ),
      ),
    ),
  );
}

/** Put words into a composer, for one to look at and send. */
export const compose = (text, thread = false) =>
  document.dispatchEvent(new CustomEvent("compose", { detail: { text, thread } }));
