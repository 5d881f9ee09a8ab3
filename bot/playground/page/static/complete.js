// What one may mean while typing: commands after a slash, people after an at sign.
import { state } from "./state.js";
import { say } from "./i18n.js";

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * @returns {null | {kind: "command" | "person", from: number, items: {id: string, insert: string, title: string, hint?: string, about?: string, person?: object}[]}}
 */
export function completion(text, caret, { inThread, members }) {
  const before = text.slice(0, caret);
  const slash = /^\/(\S*)$/.exec(before);
  if (slash && !inThread) {
    const wanted = fold(before);
    const items = (state.app().commands ?? [])
      .filter((one) => fold(one.command).startsWith(wanted))
      .map((one) => ({
        id: one.command,
        insert: `${one.command} `,
        title: one.command,
        hint: one.hint,
        about: one.description,
      }));
    return items.length ? { kind: "command", from: 0, items } : null;
  }
  const mention = /(^|[\s(])@([^\s@]*(?: [^\s@]*)?)$/.exec(before);
  if (!mention) return null;
  const wanted = fold(mention[2]);
  const from = caret - mention[2].length - 1;
  const people = state
    .people()
    .filter(
      (person) =>
        fold(person.name)
          .split(/[\s-]+/)
          .some((word) => word.startsWith(wanted)) || fold(person.name).startsWith(wanted),
    )
    .sort((a, b) => Number(Boolean(b.bot)) - Number(Boolean(a.bot)) || a.name.localeCompare(b.name));
  const items = people.slice(0, 7).map((person) => ({
    id: person.id,
    insert: `@${person.name} `,
    title: person.name,
    about: person.bot
      ? say("person.app")
      : members?.includes(person.id)
        ? person.organisation
        : say("complete.not_here"),
    person,
  }));
  return items.length ? { kind: "person", from, items } : null;
}
