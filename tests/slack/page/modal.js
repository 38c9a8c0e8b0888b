// The modal in front, or none. It is drawn again only when the app changed it: typing stays.

import { act } from "./api.js";
import { draw } from "./blocks.js";
import { h } from "./dom.js";
import { plain } from "./text.js";

const dialog = () => document.getElementById("modal");
let shown = "";
let filled = {};

export function drawModal(views, context) {
  const view = views.at(-1);
  const key = view ? JSON.stringify([view.id, view.hash, view.errors]) : "";
  if (key === shown) return;
  const same = view && shown.includes(view.id) && shown.includes(view.hash);
  shown = key;
  if (!view) {
    dialog().close();
    return;
  }
  if (!same) filled = {};
  dialog().replaceChildren(form(view, context));
  restore();
  if (!dialog().open) dialog().showModal();
}

function form(view, context) {
  const who = context.viewer;
  const inside = {
    ...context,
    errors: view.errors,
    act: (element, value, block) => {
      if (block.type === "input") filled[element.action_id] = value;
      else act("click_in_view", { who, view_id: view.id, action_id: element.action_id, value });
    },
  };
  const send = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== ""));
    await act("submit", { who, view_id: view.id, values });
  };
  const close = () => act("close", { who, view_id: view.id });
  dialog().oncancel = (event) => { event.preventDefault(); close(); };
  return h("form", { onsubmit: send },
    h("header", {}, h("h2", {}, plain(view.title?.text ?? "")),
      h("button", { type: "button", "aria-label": "Close", onclick: close }, "✕")),
    h("div", { class: "blocks" }, view.blocks.map((block) => draw(block, inside))),
    h("footer", {},
      h("button", { type: "button", class: "button", onclick: close }, view.close?.text ?? "Cancel"),
      view.submit && h("button", { class: "button primary" }, view.submit.text)));
}

function restore() {
  for (const [action, value] of Object.entries(filled)) {
    const input = dialog().querySelector(`[data-action="${CSS.escape(action)}"]`);
    if (input && typeof value === "string" && "value" in input) input.value = value;
  }
}
