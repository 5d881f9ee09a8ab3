// What a message brings: pictures to see, everything else to download.
import { h } from "./ui.js";
import { number, say } from "./i18n.js";
import { Icon } from "./icons.js";
import { screen } from "./screen.js";

const PICTURE = /\.(png|jpe?g|gif|webp)$/i;

/** 900 → "900 B", 39040 → "39 kB", in the page's language. */
function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte"];
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return number(bytes / 1000 ** step, {
    style: "unit",
    unit: units[step],
    unitDisplay: step ? "short" : "narrow",
    maximumFractionDigits: step > 1 ? 1 : 0,
  });
}

function Picture({ file, address, name }) {
  return h(
    "figure",
    { class: "image" },
    h("figcaption", null, name),
    h("img", { class: "picture", src: address, alt: file.alt || name, loading: "lazy" }),
  );
}

function Download({ file, address, name }) {
  return h(
    "a",
    { class: "file", href: address, download: file.name, "data-file": file.id },
    h(Icon, { name: "file" }),
    h(
      "span",
      { class: "file-words" },
      h("span", { class: "unseen" }, say("file.download"), " "),
      h("span", { class: "file-title" }, name),
      h("span", { class: "file-about" }, [file.name, size(file.size ?? 0)].join(" · ")),
    ),
    h(Icon, { name: "download" }),
  );
}

export function Files({ files }) {
  if (!files?.length) return null;
  return h(
    "div",
    { class: "files" },
    files.map((file) => {
      const address = `/files/${encodeURIComponent(file.id)}?as=${encodeURIComponent(screen.me)}`;
      const Kind = PICTURE.test(file.name ?? "") ? Picture : Download;
      return h(Kind, { key: file.id, file, address, name: file.title || file.name });
    }),
  );
}
