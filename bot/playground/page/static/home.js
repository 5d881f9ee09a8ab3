// The app's own page, as it is published for the person that one is.
import { h, useEffect } from "./ui.js";
import { act } from "./acts.js";
import { Blocks } from "./blocks.js";
import { say } from "./i18n.js";
import { Icon, Mark } from "./icons.js";
import { screen } from "./screen.js";
import { state } from "./state.js";
import { rawIn } from "./values.js";

export function Home() {
  const home = state.get("home");
  useEffect(() => {
    if (screen.me && state.ready) act("open_home", {}, { quiet: true });
  }, [screen.me, state.ready]);
  const touch = (block, element, value) =>
    act("touch", { where: { view: home.id }, block_id: block.block_id, action_id: element.action_id, value });
  const surface = {
    kind: "home",
    heading: "h2",
    value: (block, element) => rawIn(home?.values, block, element),
    change: touch,
    press: touch,
  };
  return [
    h(
      "header",
      { class: "place-head", key: "head" },
      h("h1", null, h(Icon, { name: "home" }), say("home.of", { app: state.app().name })),
    ),
    h(
      "div",
      { class: "home", key: "body", tabIndex: -1 },
      home?.blocks?.length
        ? h("div", { class: "home-page" }, h(Blocks, { blocks: home.blocks, surface }))
        : h(
            "div",
            { class: "empty" },
            h(Mark, { size: 56 }),
            h("h2", null, say("home.empty.title")),
            h("p", null, say("home.empty.text")),
          ),
    ),
  ];
}
