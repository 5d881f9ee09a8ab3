// Names in running text: people, channels, everybody.
import { h } from "./ui.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

export const nameOf = (id) => state.person(id)?.name ?? id;

export function Mention({ id }) {
  const person = state.person(id);
  return h("span", { class: id === screen.me ? "mention mention-me" : "mention" }, `@${person?.name ?? id}`);
}

export function ChannelName({ id, label }) {
  const channel = state.channel(id);
  const name = `#${channel?.name || label || id}`;
  if (!channel) return h("span", { class: "mention" }, name);
  return h("button", { type: "button", class: "mention mention-channel", onClick: () => screen.go(id) }, name);
}

export const Broadcast = ({ range }) => h("span", { class: "mention mention-me" }, `@${range}`);
