// What a person does, told to the server. An answer that says no becomes a notice.
import { notices } from "./notices.js";
import { say } from "./i18n.js";
import { screen } from "./screen.js";

/** Browsers take 64 KiB of what outlives a page; a character is four bytes at most. */
const MOST_LASTING = 16_000;

/**
 * @param {string} name what to do
 * @param {object} more its arguments
 * @param {{quiet?: boolean, lasting?: boolean}} how quiet: the caller shows the refusal itself; lasting: it is told even when
 *   the page is left just now
 * @returns {Promise<{ok: boolean, error?: string, errors?: Record<string, string>}>}
 */
export async function act(name, more = {}, { quiet = false, lasting = false } = {}) {
  let answer;
  try {
    const body = JSON.stringify({ as: screen.me, lang: screen.lang, do: name, ...more });
    const response = await fetch("/act", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Playground": "1" },
      body,
      keepalive: lasting && body.length < MOST_LASTING,
    });
    answer = await response.json();
  } catch {
    answer = { ok: false, error: say("act.unreachable") };
  }
  if (!answer.ok && !quiet && answer.error) notices.add(answer.error, "error");
  return answer;
}
