// Who one is: a face for each person of the team, one click to become them.
import { cx, h } from "./ui.js";
import { Avatar } from "./avatar.js";
import { hour, language, say } from "./i18n.js";
import { Icon } from "./icons.js";
import { screen } from "./screen.js";
import { state } from "./state.js";
import { stream } from "./stream.js";

export const cast = () => state.people().filter((person) => !person.bot);

/** Look as this person; the same thread stays open where they may read it. */
export function become(id) {
  if (id === screen.me) return;
  screen.set({ me: id, drawer: false });
  stream.open(id);
}

/** What is worth knowing about a person besides the name. */
export function about(person) {
  const now = state.get("clock")?.now;
  return [
    person.organisation,
    person.guest && say("person.guest"),
    language(person.locale),
    now && hour(now, person.tz),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** The faces in the bar. */
export function Faces() {
  return h(
    "div",
    { class: "faces-bar", role: "group", "aria-label": say("people.be") },
    cast().map((person) =>
      h(
        "button",
        {
          key: person.id,
          type: "button",
          class: cx("face", person.id === screen.me && "is-me"),
          "aria-pressed": person.id === screen.me ? "true" : "false",
          "aria-label": say("people.become", { name: person.name, about: about(person) }),
          title: `${person.name}\n${about(person)}`,
          "data-person": person.id,
          "data-name": person.name,
          onClick: () => become(person.id),
        },
        h(Avatar, { person, size: "m" }),
        person.id === screen.me && h("span", { class: "face-name" }, person.name),
        person.stranger && h("span", { class: "face-other", "aria-hidden": "true" }),
      ),
    ),
  );
}

/** One's own card in the sidebar, and the way to a second window. */
export function Me() {
  const person = state.person(screen.me);
  if (!person) return null;
  const others = cast().filter((one) => one.id !== person.id);
  const address = (id) =>
    `/?as=${id}&lang=${screen.lang}${screen.place && screen.place !== "home" ? `&at=${screen.place}` : ""}`;
  return h(
    "div",
    { class: "me" },
    h("p", { class: "me-line" }, h("span", { class: "me-you" }, say("people.you_are")), h("strong", null, person.name)),
    h("p", { class: "me-about" }, about(person)),
    h(
      "details",
      { class: "me-window" },
      h("summary", null, h(Icon, { name: "window" }), say("people.second_window")),
      h(
        "ul",
        null,
        others.map((one) =>
          h("li", { key: one.id }, h("a", { href: address(one.id), target: "_blank", rel: "opener" }, one.name)),
        ),
      ),
    ),
  );
}
