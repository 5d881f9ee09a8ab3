// Small line drawings of our own, 20 × 20. Decoration: the words stand beside them or in a label.
import { h } from "./ui.js";

const DRAWN = {
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  down: "M5.5 8l4.5 4.5L14.5 8",
  close: "M5 5l10 10M15 5L5 15",
  reply: "M3.5 4.5h13v9h-7l-3.5 3v-3H3.5z",
  hash: "M7.5 3.5l-1.5 13M14 3.5l-1.5 13M4 7.5h13M3 12.5h13",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 016 0V9",
  home: "M3.5 9.5L10 4l6.5 5.5M5.5 8.5v8h9v-8",
  chat: "M3.5 4.5h13v9h-7l-3.5 3v-3H3.5z",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  play: "M6.5 4.5l9 5.5-9 5.5z",
  pause: "M7 4.5v11M13 4.5v11",
  clock: "M10 3.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM10 6.5V10l2.5 2",
  bolt: "M11 3L5 11.5h4.5L9 17l6-8.5h-4.5z",
  sun: "M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M15.7 4.3l-1.1 1.1M5.4 14.6l-1.1 1.1",
  moon: "M16 11.5A6.5 6.5 0 118.5 4a5 5 0 007.5 7.5z",
  auto: "M10 3.5a6.5 6.5 0 100 13zM10 3.5a6.5 6.5 0 010 13",
  backstage: "M3.5 5h13v10h-13zM6 8l2 2-2 2M10 12.5h4",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 8a2 2 0 100 4 2 2 0 000-4z",
  warning: "M10 4l7 12H3zM10 8.5v3.5M10 14h.01",
  info: "M10 3.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM10 9.5V13M10 7h.01",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  send: "M3.5 10L16.5 4l-3 12.5-4-5zM9.5 11.5l7-7.5",
  download: "M10 3.5v8.5M6.5 8.7l3.5 3.5 3.5-3.5M4.5 16.5h11",
  file: "M5.5 3.5h6l3 3v10h-9zM11.5 3.5v3h3",
  slash: "M12.5 4L7.5 16",
  at: "M13 10a3 3 0 11-6 0 3 3 0 016 0zm0 0v1.2a1.8 1.8 0 003.5-.7V10a6.5 6.5 0 10-2.6 5.2",
  shortcut: "M10 4v12M4 10h12",
  book: "M4 4.5c2.5-1 4.5-.5 6 .8 1.5-1.3 3.5-1.8 6-.8v11c-2.5-1-4.5-.5-6 .8-1.5-1.3-3.5-1.8-6-.8zM10 5.300v11",
  people:
    "M7.5 9.500a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM3 16c0-2.5 2-4.2 4.5-4.200S12 13.5 12 16M13 5a2.3 2.3 0 010 4.500M13.5 12c2 .300 3.5 1.9 3.5 4",
  window: "M8 4.500H4.500v11h11V12M11 4.500h4.500V9M15.5 4.500L9.5 10.5",
  restart: "M4.5 10a5.5 5.5 0 109.7-3.500M14.5 3v3.700h-3.7",
};

export const Icon = ({ name, class: extra }) =>
  h(
    "svg",
    { class: extra ? `icon ${extra}` : "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    h("path", { d: DRAWN[name] ?? DRAWN.info }),
  );

/** Our mark: two circles that overlap, as partners do. */
export const Mark = ({ size = 20 }) =>
  h(
    "svg",
    { class: "mark", viewBox: "0 0 32 32", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    h("circle", { cx: 12, cy: 16, r: 8.5, class: "mark-one" }),
    h("circle", { cx: 20, cy: 16, r: 8.5, class: "mark-two" }),
  );
