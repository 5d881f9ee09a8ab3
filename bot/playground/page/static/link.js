// Links that people or the app wrote: only to the web or a mail address, never anything that could run.
import { h } from "./ui.js";

export const safeAddress = (url) => (/^(https?:\/\/|mailto:)/i.test(String(url)) ? String(url) : null);

export function Link({ url, children }) {
  const address = safeAddress(url);
  if (!address) return h("span", null, children, " (", String(url), ")");
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, children);
}
