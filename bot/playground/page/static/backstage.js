// Behind the scenes: every call with its payloads, what was found wrong, deliveries and retries, the statechart, the rows.
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
  const [journal, setJournal] = useState({ next: "", calls: [], deliveries: [], findings: [] });
  const latest = useRef(journal);
  useEffect(() => {
    let over = false;
    const ask = async () => {
      const told = await read(`/backstage/calls?since=${encodeURIComponent(latest.current.next)}`);
      if (told && !over) {
        const began =
          told.calls?.[0]?.n <= latest.current.calls.at(-1)?.n ||
          told.deliveries?.[0]?.n <= latest.current.deliveries.at(-1)?.n;
        const join = (name) => [...(began ? [] : latest.current[name]), ...(told[name] ?? [])].slice(-KEPT);
        if (
          told.calls?.length ||
          told.deliveries?.length ||
          told.findings?.length ||
          told.next !== latest.current.next
        ) {
          latest.current = {
            next: told.next,
            calls: join("calls"),
            deliveries: join("deliveries"),
            findings: join("findings"),
          };
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
/** What was delivered, in a word or two: the event's or the interaction's own type. */
const delivered = ({ kind, payload = {} }) =>
  [kind, payload.event?.type ?? payload.type ?? payload.command].filter(Boolean).join(" · ");
const pretty = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
const isGood = (entry) => entry.accepted !== false && !entry.error;

function Payload({ entry, skip = [] }) {
  const parts = Object.entries(entry).filter(
    ([name, value]) => !skip.includes(name) && value !== null && value !== undefined && value !== "",
  );
  return h(
    "div",
    { class: "payload", tabIndex: 0, role: "region", "aria-label": say("backstage.payload") },
    parts.map(([name, value]) =>
      h(
        "section",
        { key: name },
        h("h4", null, knows(`backstage.${name}`) ? say(`backstage.${name}`) : name),
        h("pre", null, pretty(value)),
      ),
    ),
  );
}

function Entries({ list, title, empty, about }) {
  const [at, setAt] = useState(null);
  const [filter, setFilter] = useState("");
  const shown = [...list]
    .reverse()
    .filter((one) => !filter || JSON.stringify(one).toLowerCase().includes(filter.toLowerCase()));
  const chosen = shown.find((one) => one === at) ?? shown[0];
  if (!list.length) return h("p", { class: "backstage-none" }, empty);
  return h(
    "div",
    { class: "backstage-split" },
    h(
      "div",
      { class: "backstage-list" },
      h("input", {
        class: "input backstage-filter",
        type: "search",
        placeholder: say("backstage.filter"),
        "aria-label": say("backstage.filter"),
        value: filter,
        onInput: (event) => setFilter(event.currentTarget.value),
      }),
      h(
        "ol",
        { tabIndex: -1 },
        shown.map((one, key) =>
          h(
            "li",
            { key: `${one.n ?? ""}-${list.length - key}` },
            h(
              "button",
              {
                type: "button",
                class: cx("entry-row", chosen === one && "is-at", !isGood(one) && "is-bad"),
                "aria-current": chosen === one ? "true" : undefined,
                onClick: () => setAt(one),
              },
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

/** Something of the server, asked for again and again; `conversation` is the one that was chosen, or the newest. */
function useAsked(what, conversation, every) {
  const [told, setTold] = useState(null);
  useEffect(() => {
    let over = false;
    let timer = null;
    const ask = async () => {
      const answer = await read(`/backstage/${what}?conversation=${encodeURIComponent(conversation)}&lang=${screen.lang}`);
      if (!over && answer) setTold((before) => (JSON.stringify(before) === JSON.stringify(answer) ? before : answer));
      if (!over) timer = setTimeout(ask, every);
    };
    ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [conversation, screen.lang]);
  return told;
}

function Choice({ told, onChoose }) {
  if (!(told.conversations?.length > 1)) return null;
  return h(
    "label",
    { class: "backstage-choice" },
    say("backstage.conversation"),
    h(
      "select",
      { value: told.conversation ?? "", onChange: (event) => onChoose(event.currentTarget.value) },
      told.conversations.map((one) => h("option", { key: one.id, value: one.id }, one.partner ?? one.id)),
    ),
  );
}

/** The sections of the guide in their order, what was revealed ticked; then the states. Where we are is lit. */
function Chart() {
  const [conversation, choose] = useState("");
  const chart = useAsked("chart", conversation, 1200);
  if (!chart) return h("p", { class: "backstage-none" }, say("page.loading"));
  const ways = (id) => [...new Set((chart.transitions ?? []).filter((one) => one.from === id).map((one) => one.event))];
  const shown = (one) =>
    h(
      "li",
      {
        key: one.id,
        class: cx("chart-state", one.id === chart.current && "is-lit"),
        "aria-current": one.id === chart.current ? "step" : undefined,
        title: one.id,
      },
      one.name,
    );
  return h(
    "div",
    { class: "backstage-chart", tabIndex: 0, role: "region", "aria-label": say("backstage.chart") },
    h(Choice, { told: chart, onChoose: choose }),
    !chart.current && h("p", { class: "backstage-note" }, say("backstage.no_conversation")),
    h(
      "ol",
      { class: "chart-groups" },
      chart.sections.map((one) =>
        h(
          "li",
          { key: one.id, class: cx("chart-group", one.current && "is-lit", one.seen && "is-seen") },
          h(
            "span",
            { class: "chart-group-name" },
            one.name,
            one.seen && h(Icon, { name: "check", class: "icon-s" }),
          ),
        ),
      ),
    ),
    h("ol", { class: "chart-states chart-singles" }, chart.states.map(shown)),
    chart.current &&
      h(
        "p",
        { class: "chart-ways" },
        say("backstage.ways"),
        ways(chart.current).map((event) => h("code", { key: event }, event)),
      ),
  );
}

const cellText = (cell) => String(typeof cell === "object" ? JSON.stringify(cell) : cell).slice(0, 300);

function Rows() {
  const [conversation, choose] = useState("");
  const told = useAsked("rows", conversation, 2000);
  if (!told) return h("p", { class: "backstage-none" }, say("page.loading"));
  if (!told.tables?.some((table) => table.rows.length)) return h("p", { class: "backstage-none" }, say("backstage.no_rows"));
  return h(
    "div",
    { class: "backstage-tables", tabIndex: 0, role: "region", "aria-label": say("backstage.rows") },
    told.note && h("p", { class: "backstage-about" }, h(Icon, { name: "eye" }), told.note),
    h(Choice, { told, onChoose: choose }),
    told.tables.map((table) =>
      h(
        "details",
        { key: table.name, open: table.rows.length > 0 && table.rows.length < 30 },
        h("summary", null, h("code", null, table.name), h("span", { class: "backstage-count" }, table.rows.length)),
        table.rows.length > 0 &&
          h(
            "div",
            { class: "table" },
            h(
              "table",
              null,
              h(
                "thead",
                null,
                h(
                  "tr",
                  null,
                  table.columns.map((column) =>
                    h(
                      "th",
                      { key: column, scope: "col", class: table.hidden?.includes(column) ? "is-hidden" : undefined },
                      column,
                    ),
                  ),
                ),
              ),
              h(
                "tbody",
                null,
                table.rows.slice(-60).map((row, at) =>
                  h(
                    "tr",
                    { key: at },
                    row.map((cell, key) =>
                      h(
                        "td",
                        { key, class: table.hidden?.includes(table.columns[key]) ? "is-hidden" : undefined },
                        cell === null ? h("span", { class: "null" }, "∅") : cellText(cell),
                      ),
                    ),
                  ),
                ),
              ),
            ),
          ),
      ),
    ),
  );
}

export function Backstage() {
  useStore(state);
  const journal = useJournal();
  const tab = screen.backstageTab;
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
    screen.set({ backstageTab: next });
    requestAnimationFrame(() => document.getElementById(`backstage-tab-${next}`)?.focus());
  };
  const bad = journal.findings.length;
  const panel = {
    calls: () =>
      h(Entries, {
        key: "calls",
        list: journal.calls,
        empty: say("backstage.none.calls"),
        title: (one) => one.method,
        about: (one) => (isGood(one) ? "ok" : (one.error ?? say("backstage.refused"))),
      }),
    deliveries: () =>
      h(Entries, {
        key: "deliveries",
        list: journal.deliveries,
        empty: say("backstage.none.deliveries"),
        title: delivered,
        about: (one) => [one.outcome, one.attempt > 1 && `↻ ${one.attempt}`].filter(Boolean).join(" "),
      }),
    findings: () =>
      h(Entries, {
        key: "findings",
        list: journal.findings,
        empty: say("backstage.none.findings"),
        title: (one) => one.rule,
        about: (one) => one.text,
      }),
    chart: () => h(Chart),
    rows: () => h(Rows),
  }[tab];
  return h(
    "section",
    { class: "backstage", "aria-label": say("bar.backstage"), id: "backstage" },
    h(
      "div",
      { class: "backstage-head" },
      h(
        "div",
        { class: "tabs", role: "tablist", "aria-label": say("bar.backstage"), onKeyDown: move },
        TABS.map((name) =>
          h(
            "button",
            {
              key: name,
              type: "button",
              role: "tab",
              id: `backstage-tab-${name}`,
              class: cx("tab", tab === name && "is-at"),
              "aria-selected": tab === name ? "true" : "false",
              "aria-controls": "backstage-panel",
              tabIndex: tab === name ? 0 : -1,
              onClick: () => screen.set({ backstageTab: name }),
            },
            say(`backstage.${name}`),
            name === "findings" && bad > 0 && h("span", { class: "unread" }, bad),
          ),
        ),
      ),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": say("backstage.close"),
          title: say("backstage.close"),
          onClick: () => screen.set({ backstage: false }),
        },
        h(Icon, { name: "close" }),
      ),
    ),
    h(
      "div",
      { class: "backstage-panel", role: "tabpanel", id: "backstage-panel", "aria-labelledby": `backstage-tab-${tab}` },
      panel(),
    ),
  );
}
