// The app's health, and what can be done to it: kill it, restart it, make Slack misbehave.
import { cx, h, useEffect, useState } from "./ui.js";
import { act } from "./acts.js";
import { knows, say } from "./i18n.js";
import { Popup } from "./menu.js";
import { screen } from "./screen.js";
import { state } from "./state.js";

function Switches() {
  const [faults, setFaults] = useState([]);
  const load = async () => {
    try {
      const response = await fetch(`/backstage/faults?lang=${screen.lang}`);
      if (response.ok) setFaults(await response.json());
    } catch {
      // none to switch while the server is away
    }
  };
  useEffect(() => {
    load();
  }, []);
  const turn = async (fault) => {
    setFaults(faults.map((one) => (one.name === fault.name ? { ...one, on: !one.on } : one)));
    await act("faults", { name: fault.name, on: !fault.on });
    load();
  };
  return faults.map((fault) =>
    h(
      "label",
      { class: "switch", key: fault.name },
      h("input", {
        type: "checkbox",
        role: "switch",
        checked: Boolean(fault.on),
        "data-fault": fault.name,
        onChange: () => turn(fault),
      }),
      h("span", null, fault.label ?? (knows(`fault.${fault.name}`) ? say(`fault.${fault.name}`) : fault.name)),
    ),
  );
}

export function AppHealth() {
  const { app = "starting", faults = [] } = state.get("scene") ?? {};
  const words = knows(`app.${app}`) ? say(`app.${app}`) : app;
  return h(
    Popup,
    {
      label: say("app.label", { state: words }),
      class: "bar-button",
      side: "end",
      panelClass: "popup-menu popup-faults",
      data: { "data-app": app },
      panel: (close) => [
        h("p", { class: "popup-about", key: "about" }, say("faults.about")),
        h("div", { class: "switches", key: "switches" }, h(Switches)),
        h(
          "button",
          {
            type: "button",
            key: "kill",
            class: "menu-item menu-danger",
            "data-kill": "",
            onClick: () => (close(), act("kill")),
          },
          h("span", { class: "menu-label" }, say("app.kill")),
          h("span", { class: "menu-about" }, say("app.kill.about")),
        ),
        h(
          "button",
          { type: "button", key: "restart", class: "menu-item", onClick: () => (close(), act("restart")) },
          h("span", { class: "menu-label" }, say("app.restart")),
        ),
      ],
    },
    h("span", { class: cx("health", `health-${app}`), "aria-hidden": "true" }),
    h("span", { class: "bar-words" }, words),
    faults.length > 0 &&
      h("span", { class: "fault-count", title: say("faults.on", { n: faults.length }) }, faults.length),
  );
}
