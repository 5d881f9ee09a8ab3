// Under the bonnet: every call with its payloads, what was found wrong, deliveries and retries, the statechart, the rows.
import { cx, h, useEffect, useRef, useState, useStore } from "./ui.js";
import { knows, say } from "./i18n.js";
import { Icon } from "./icons.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

const TABS = ["calls", "deliveries", "findings", "chart", "rows"];
const KEPT = 400;

async function read(address) {
  try {
    const response = await fetch(address);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Everything that the journal told so far, asked for once a second while the panel is open. */
function useJournal() {
  const [journal, setJournal] = useState({ next: 0, calls: [], deliveries: [], findings: [] });
  const latest = useRef(journal);
  useEffect(() => {
    let over = false;
    const ask = async () => {
      const told = await read(`/bonnet/calls?since=${latest.current.next}`);
      if (told && !over) {
        const began = told.next < latest.current.next;
        const join = (name) => [...(began ? [] : latest.current[name]), ...(told[name] ?? [])].slice(-KEPT);
        if (told.calls?.length || told.deliveries?.length || told.findings?.length || told.next !== latest.current.next) {
          latest.current = { next: told.next, calls: join("calls"), deliveries: join("deliveries"), findings: join("findings") };
          setJournal(latest.current);
        }
      }
      if (!over) timer = setTimeout(ask, 1000);
    };
    let timer = setTimeout(ask, 0);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, []);
  return journal;
}

const clockTime = (at) => {
  const date = typeof at === "number" ? new Date(at * 1000) : new Date(at);
  return Number.isNaN(date.getTime()) ? String(at ?? "") : date.toISOString().slice(11, 19);
};
const pretty = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
const isGood = (entry) => entry.accepted !== false && !entry.error;

function Payload({ entry, skip = [] }) {
  const parts = Object.entries(entry).filter(([name, value]) => !skip.includes(name) && value !== null && value !== undefined && value !== "");
  return h(
    "div",
    { class: "payload", tabIndex: 0, role: "region", "aria-label": say("bonnet.payload") },
    parts.map(([name, value]) => h("section", { key: name }, h("h4", null, knows(`bonnet.${name}`) ? say(`bonnet.${name}`) : name), h("pre", null, pretty(value)))),
  );
}

function Entries({ list, title, empty, about }) {
  const [at, setAt] = useState(null);
  const [filter, setFilter] = useState("");
  const shown = [...list].reverse().filter((one) => !filter || JSON.stringify(one).toLowerCase().includes(filter.toLowerCase()));
  const chosen = shown.find((one) => one === at) ?? shown[0];
  if (!list.length) return h("p", { class: "bonnet-none" }, empty);
  return h(
    "div",
    { class: "bonnet-split" },
    h(
      "div",
      { class: "bonnet-list" },
      h("input", { class: "input bonnet-filter", type: "search", placeholder: say("bonnet.filter"), "aria-label": say("bonnet.filter"), value: filter, onInput: (event) => setFilter(event.currentTarget.value) }),
      h(
        "ol",
        { tabIndex: -1 },
        shown.map((one, key) =>
          h(
            "li",
            { key: `${one.n ?? ""}-${list.length - key}` },
            h(
              "button",
              { type: "button", class: cx("entry-row", chosen === one && "is-at", !isGood(one) && "is-bad"), "aria-current": chosen === one ? "true" : undefined, onClick: () => setAt(one) },
              h("span", { class: "entry-time" }, clockTime(one.at)),
              h("span", { class: "entry-title" }, title(one)),
              h("span", { class: "entry-about" }, about(one)),
            ),
          ),
        ),
      ),
    ),
    chosen && h(Payload, { entry: chosen, skip: ["n", "at"] }),
  );
}

function Chart() {
  const [chart, setChart] = useState(null);
  useEffect(() => {
    let over = false;
    const ask = async () => {
      const told = await read(`/bonnet/chart?conversation=${encodeURIComponent(screen.thread || "")}`);
      if (!over && told) setChart(told);
      if (!over) timer = setTimeout(ask, 1500);
    };
    let timer = setTimeout(ask, 0);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, []);
  if (!chart) return h("p", { class: "bonnet-none" }, say("bonnet.no_chart"));
  if (!chart.states?.length) return h("div", { class: "bonnet-chart" }, h("img", { src: `/bonnet/chart.svg?state=${encodeURIComponent(chart.current ?? "")}`, alt: say("bonnet.chart_alt", { state: chart.current ?? "" }) }));
  const groups = new Map();
  for (const one of chart.states) {
    const entry = typeof one === "string" ? { id: one } : one;
    const group = entry.group ?? "";
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(entry);
  }
  return h(
    "div",
    { class: "bonnet-chart", tabIndex: 0, role: "region", "aria-label": say("bonnet.chart") },
    !chart.current && h("p", { class: "bonnet-note" }, say("bonnet.no_conversation")),
    h(
      "ol",
      { class: "chart-groups" },
      [...groups].map(([group, states]) =>
        h(
          "li",
          { key: group, class: cx("chart-group", states.some((one) => one.id === chart.current) && "is-lit") },
          group && h("span", { class: "chart-group-name" }, group),
          h(
            "ol",
            { class: "chart-states" },
            states.map((one) => h("li", { key: one.id, class: cx("chart-state", one.id === chart.current && "is-lit"), "aria-current": one.id === chart.current ? "step" : undefined, title: one.id }, one.title ?? one.id)),
          ),
        ),
      ),
    ),
  );
}

function Rows() {
  const [tables, setTables] = useState(null);
  useEffect(() => {
    let over = false;
    const ask = async () => {
      const told = await read(`/bonnet/rows?conversation=${encodeURIComponent(screen.thread || "")}`);
      if (!over && told) setTables(told.tables ?? []);
      if (!over) timer = setTimeout(ask, 2000);
    };
    let timer = setTimeout(ask, 0);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, []);
  if (!tables?.length) return h("p", { class: "bonnet-none" }, say("bonnet.no_rows"));
  return h(
    "div",
    { class: "bonnet-tables", tabIndex: 0, role: "region", "aria-label": say("bonnet.rows") },
    tables.map((table) =>
      h(
        "details",
        { key: table.name, open: table.rows.length > 0 && table.rows.length < 40 },
        h("summary", null, h("code", null, table.name), h("span", { class: "bonnet-count" }, table.rows.length)),
        table.rows.length > 0 &&
          h(
            "div",
            { class: "table" },
            h(
              "table",
              null,
              h("thead", null, h("tr", null, table.columns.map((column) => h("th", { key: column, scope: "col" }, column)))),
              h("tbody", null, table.rows.slice(-60).map((row, at) => h("tr", { key: at }, (Array.isArray(row) ? row : table.columns.map((column) => row[column])).map((cell, key) => h("td", { key }, cell === null || cell === undefined ? h("span", { class: "null" }, "∅") : String(typeof cell === "object" ? JSON.stringify(cell) : cell).slice(0, 300)))))),
            ),
          ),
      ),
    ),
  );
}

export function Bonnet() {
  useStore(state);
  const journal = useJournal();
  const tab = screen.bonnetTab;
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
    screen.set({ bonnetTab: next });
    requestAnimationFrame(() => document.getElementById(`bonnet-tab-${next}`)?.focus());
  };
  const bad = journal.findings.length;
  const panel = {
    calls: () => h(Entries, { key: "calls", list: journal.calls, empty: say("bonnet.none.calls"), title: (one) => one.method, about: (one) => (isGood(one) ? "ok" : (one.error ?? say("bonnet.refused"))) }),
    deliveries: () => h(Entries, { key: "deliveries", list: journal.deliveries, empty: say("bonnet.none.deliveries"), title: (one) => one.what ?? one.type ?? one.kind ?? "event", about: (one) => [one.outcome ?? one.result ?? "", one.attempt > 1 || one.retry ? `↻ ${one.attempt ?? one.retry}` : ""].filter(Boolean).join(" ") }),
    findings: () => h(Entries, { key: "findings", list: journal.findings, empty: say("bonnet.none.findings"), title: (one) => one.kind ?? one.rule ?? "finding", about: (one) => one.why ?? one.text ?? one.about ?? "" }),
    chart: () => h(Chart),
    rows: () => h(Rows),
  }[tab];
  return h(
    "section",
    { class: "bonnet", "aria-label": say("bar.bonnet"), id: "bonnet" },
    h(
      "div",
      { class: "bonnet-head" },
      h(
        "div",
        { class: "tabs", role: "tablist", "aria-label": say("bar.bonnet"), onKeyDown: move },
        TABS.map((name) =>
          h(
            "button",
            { key: name, type: "button", role: "tab", id: `bonnet-tab-${name}`, class: cx("tab", tab === name && "is-at"), "aria-selected": tab === name ? "true" : "false", "aria-controls": "bonnet-panel", tabIndex: tab === name ? 0 : -1, onClick: () => screen.set({ bonnetTab: name }) },
            say(`bonnet.${name}`),
            name === "findings" && bad > 0 && h("span", { class: "unread" }, bad),
          ),
        ),
      ),
      h("button", { type: "button", class: "icon-button", "aria-label": say("bonnet.close"), title: say("bonnet.close"), onClick: () => screen.set({ bonnet: false }) }, h(Icon, { name: "close" })),
    ),
    h("div", { class: "bonnet-panel", role: "tabpanel", id: "bonnet-panel", "aria-labelledby": `bonnet-tab-${tab}` }, panel()),
  );
}
