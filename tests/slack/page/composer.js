// The box in which a person writes: messages, @names, and /commands.

import { act, toast } from "./api.js";
import { h } from "./dom.js";

// What a person types, as Slack's client sends it.
export function encode(text, context) {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const people = [...context.users.values()];
  const places = [...context.channels.values()].filter((each) => each.name);
  return escaped
    .replace(/@([\w.-]+)/g, (whole, name) => {
      const user = people.find((each) => each.name === name);
      return user ? `<@${user.id}>` : whole;
    })
    .replace(/#([\w-]+)/g, (whole, name) => {
      const place = places.find((each) => each.name === name);
      return place ? `<#${place.id}>` : whole;
    })
    .replace(/https?:\/\/[^\s<>]+/g, (url) => `<${url}>`);
}

// Fills a form with a box. `where()` says the channel and thread at the time of sending.
export function makeComposer(form, context, where, extra = null) {
  const box = h("textarea", { rows: "1", "aria-label": "Message", placeholder: "Reply…" });
  const send = async (event) => {
    event?.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    const { channel, thread } = where();
    const sent = await say(text, channel, thread, context());
    if (sent) box.value = "";
    box.style.height = "";
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) send(event);
  });
  box.addEventListener("input", () => {
    box.style.height = "";
    box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
  });
  form.addEventListener("submit", send);
  form.replaceChildren(box, ...(extra ? [extra] : []), h("button", { class: "button primary" }, "Send"));
  return box;
}

async function say(text, channel, thread, context) {
  const who = context.viewer;
  if (text.startsWith("/")) {
    const [command, ...rest] = text.split(" ");
    if (thread) {
      toast("Slack allows no commands in threads.");
      return null;
    }
    return act("slash", { who, where: channel, command, text: rest.join(" ") });
  }
  const body = { who, where: channel, text: encode(text, context) };
  if (thread) body.thread_ts = thread;
  return act("post", body);
}
