// data_visualization: bars, lines, areas and shares, drawn as figures with every number in words beside them.
import { h, useId } from "./ui.js";
import { number, say } from "./i18n.js";

const SERIES = 8;

function Legend({ names }) {
  if (names.length < 2) return null;
  return h(
    "ul",
    { class: "chart-legend" },
    names.map((name, at) => h("li", { key: at }, h("span", { class: `swatch series-${at % SERIES}` }), name)),
  );
}

/** Each category a row, the bars of its series under each other in their order, as Slack groups them: reads like a list, scales to
 * any width, needs no axis. Nothing is a hairline, so that every bar keeps its place; where all of them are nothing, one says so. */
function Bars({ chart }) {
  const { categories } = chart.axis_config;
  const value = (series, at) => Number(series.data[at]?.value ?? 0);
  const nothing = (at) => chart.series.every((series) => value(series, at) === 0);
  const most = Math.max(1, ...chart.series.flatMap((series) => categories.map((_, at) => value(series, at))));
  return h(
    "div",
    { class: "chart-bars" },
    categories.map((category, at) =>
      h(
        "div",
        { class: "chart-row", key: category },
        h("span", { class: "chart-name" }, category),
        h(
          "span",
          { class: "chart-track" },
          chart.series.slice(0, nothing(at) ? 1 : undefined).map((series, which) => {
            const here = value(series, at);
            return h(
              "span",
              { key: which, class: "chart-line-of-bar", title: nothing(at) ? number(here) : `${series.name}: ${number(here)}` },
              h("span", {
                class: `chart-bar series-${which % SERIES}`,
                style: { "--share": Math.max(0, here / most) },
              }),
              h("span", { class: "chart-value" }, number(here)),
            );
          }),
        ),
      ),
    ),
  );
}

function Lines({ chart }) {
  const { categories } = chart.axis_config;
  const all = chart.series.flatMap((series) => series.data.map((point) => Number(point.value)));
  const top = Math.max(1, ...all);
  const low = Math.min(0, ...all);
  const x = (at) => 4 + (at / Math.max(1, categories.length - 1)) * 92;
  const y = (value) => 46 - ((value - low) / (top - low || 1)) * 42;
  return h(
    "svg",
    { class: "chart-lines", viewBox: "0 0 100 50", preserveAspectRatio: "none", "aria-hidden": "true" },
    h("line", { x1: 2, x2: 98, y1: y(0), y2: y(0), class: "chart-axis" }),
    chart.series.map((series, which) => {
      const points = series.data.map((point, at) => `${x(at)},${y(Number(point.value))}`).join(" ");
      const area =
        chart.type === "area" &&
        h("polygon", {
          points: `${x(0)},${y(0)} ${points} ${x(series.data.length - 1)},${y(0)}`,
          class: `chart-area series-${which % SERIES}`,
        });
      return h("g", { key: which }, area, h("polyline", { points, class: `chart-line series-${which % SERIES}` }));
    }),
  );
}

function Shares({ chart }) {
  const total = chart.segments.reduce((sum, segment) => sum + Number(segment.value), 0) || 1;
  const share = (segment) => Number(segment.value) / total;
  return h(
    "div",
    { class: "chart-shares" },
    h(
      "div",
      { class: "chart-stack" },
      chart.segments.map((segment, at) =>
        h("span", { key: at, class: `series-${at % SERIES}`, style: { width: `${share(segment) * 100}%` } }),
      ),
    ),
    h(
      "ul",
      { class: "chart-legend" },
      chart.segments.map((segment, at) =>
        h(
          "li",
          { key: at },
          h("span", { class: `swatch series-${at % SERIES}` }),
          `${segment.label} — ${number(Number(segment.value))} (${number(share(segment), { style: "percent" })})`,
        ),
      ),
    ),
  );
}

/** The same numbers as a table, for whoever does not see the figure. */
function Numbers({ chart }) {
  if (chart.type === "pie") return null;
  return h(
    "table",
    { class: "unseen" },
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        h("th", { scope: "col" }, chart.axis_config.x_label ?? say("chart.category")),
        chart.series.map((series, key) => h("th", { key, scope: "col" }, series.name)),
      ),
    ),
    h(
      "tbody",
      null,
      chart.axis_config.categories.map((category, at) =>
        h(
          "tr",
          { key: at },
          h("th", { scope: "row" }, category),
          chart.series.map((series, key) => h("td", { key }, number(Number(series.data[at]?.value ?? 0)))),
        ),
      ),
    ),
  );
}

export function Chart({ block }) {
  const { chart, title } = block;
  const id = useId();
  const drawn =
    chart.type === "pie" ? h(Shares, { chart }) : chart.type === "bar" ? h(Bars, { chart }) : h(Lines, { chart });
  const axes = chart.axis_config && [chart.axis_config.x_label, chart.axis_config.y_label].filter(Boolean).join(" · ");
  return h(
    "figure",
    { class: "chart", "aria-labelledby": id },
    h("figcaption", { id }, title, axes && h("span", { class: "chart-axes" }, axes)),
    h(Numbers, { chart }),
    h("div", { "aria-hidden": chart.type === "pie" ? undefined : "true" }, drawn),
    chart.type !== "pie" && h(Legend, { names: chart.series.map((series) => series.name) }),
  );
}
