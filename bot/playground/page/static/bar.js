// The playground bar: who one is, where to start, the clock, the app's health, the backstage, language and theme.
import { Fragment, cx, h } from "./ui.js";
import { act } from "./acts.js";
import { Clock } from "./clock.js";
import { AppHealth } from "./faults.js";
import { GuideMark } from "./guide.js";
import { loadWords, say } from "./i18n.js";
import { Icon, Mark } from "./icons.js";
import { Popup } from "./menu.js";
import { Faces } from "./people.js";
import { screen } from "./screen.js";
import { PlayButton, Situations } from "./situations.js";
import { state } from "./state.js";
import { stream } from "./stream.js";

export async function speak(lang) {
  await act("language", { lang }, { quiet: true });
  await loadWords(lang);
  const address = new URL(location.href);
  address.searchParams.set("lang", lang);
  history.replaceState(null, "", address);
  screen.set({ lang });
  stream.open(screen.me);
}

const LANGUAGES = JSON.parse(document.documentElement.dataset.languages);

function Language() {
  const here = LANGUAGES.findIndex(({ code }) => code === screen.lang);
  const { code: other, name, offer } = LANGUAGES[(here + 1) % LANGUAGES.length];
  return h(
    "button",
    {
      type: "button",
      class: "bar-button bar-small",
      lang: other,
      "data-language": other,
      "aria-label": offer,
      title: offer,
      onClick: () => speak(other),
    },
    h("span", { class: "sheet-code" }, other.toUpperCase()),
    h("span", { class: "sheet-words" }, name),
  );
}

const THEMES = ["auto", "light", "dark"];
const THEME_ICONS = { auto: "auto", light: "sun", dark: "moon" };

function Theme() {
  const next = THEMES[(THEMES.indexOf(screen.theme) + 1) % THEMES.length];
  const label = say("bar.theme", { now: say(`theme.${screen.theme}`), next: say(`theme.${next}`) });
  return h(
    "button",
    {
      type: "button",
      class: "bar-button bar-small",
      "data-theme-now": screen.theme,
      "aria-label": label,
      title: label,
      onClick: () => screen.setTheme(next),
    },
    h(Icon, { name: THEME_ICONS[screen.theme] }),
    h("span", { class: "sheet-words" }, say("theme.words", { now: say(`theme.${screen.theme}`) })),
  );
}

function Backstage() {
  return h(
    "button",
    {
      type: "button",
      class: cx("bar-button", screen.backstage && "is-on"),
      "aria-pressed": screen.backstage ? "true" : "false",
      "aria-label": say("bar.backstage"),
      title: say("bar.backstage"),
      "data-backstage": "",
      onClick: () => screen.set({ backstage: !screen.backstage }),
    },
    h(Icon, { name: "backstage" }),
    h("span", { class: "bar-words" }, say("bar.backstage")),
  );
}

const Controls = () =>
  h(
    Fragment,
    null,
    h(GuideMark),
    h(Situations),
    h(PlayButton),
    h(Clock),
    h(AppHealth),
    h(Backstage),
    h(Language),
    h(Theme),
  );

export function Bar() {
  return h(
    "header",
    { class: "bar" },
    h(
      "button",
      {
        type: "button",
        class: "icon-button drawer-button",
        "aria-label": say("bar.places"),
        "aria-expanded": screen.drawer ? "true" : "false",
        "aria-controls": "places",
        onClick: () => screen.set({ drawer: !screen.drawer }),
      },
      h(Icon, { name: screen.drawer ? "close" : "menu" }),
    ),
    h(
      "div",
      { class: "brand" },
      h(Mark, { size: 26 }),
      h("span", { class: "brand-name" }, say("page.name")),
      h("span", { class: "brand-kind" }, say("page.kind")),
    ),
    h(Faces),
    h("div", { class: "bar-controls", role: "toolbar", "aria-label": say("bar.label") }, h(Controls)),
    h(
      "div",
      { class: "bar-more" },
      h(
        Popup,
        {
          label: say("bar.label"),
          class: "icon-button",
          side: "end",
          panelClass: "popup-controls",
          panel: () => h("div", { class: "controls-sheet" }, h(Controls)),
        },
        h(Icon, { name: "more" }),
      ),
    ),
    !stream.live && state.ready && h("div", { class: "offline", role: "status" }, say("bar.offline")),
  );
}
