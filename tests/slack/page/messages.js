// One message, with what a person can do to it.

import { act } from "./api.js";
import { draw } from "./blocks.js";
import { encode } from "./composer.js";
import { h } from "./dom.js";
import { emoji, mrkdwn } from "./text.js";

const QUICK = ["+1", "white_check_mark", "eyes"];

const time = (ts) =>
  new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

const initials = (name) => name.split(/\s+/).map((word) => word[0]).join("").slice(0, 2).toUpperCase();

function hue(text) {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 8, 0);
}

export function drawMessage(message, channel, context, inThread) {
  const author = context.users.get(message.user);
  const name = message.username ?? author?.real_name ?? "someone";
  const quiet = ["channel_join", "tombstone"].includes(message.subtype);
  const picture = h("span", { class: `avatar hue${hue(message.user ?? name)}`, "aria-hidden": "true" }, initials(name));
  const head = h("div", { class: "head" },
    h("strong", {}, name),
    author?.is_bot && h("span", { class: "app" }, "APP"),
    h("time", {}, time(message.ts)),
    message.subtype === "thread_broadcast" && h("span", { class: "faint" }, "also sent to the channel"),
    message.streaming_state === "in_progress" && h("span", { class: "streaming" }, "writing…"));
  const item = h("li", { class: `message ${quiet ? "quiet" : ""} ${message.is_ephemeral ? "ephemeral" : ""}`, "data-ts": message.ts },
    picture,
    h("div", { class: "body" },
      message.is_ephemeral && h("div", { class: "faint" }, "👁 Only visible to you"),
      head,
      content(message, channel, context),
      reactions(message, channel, context),
      !inThread && message.reply_count > 0 && h("button", { type: "button", class: "replies", onclick: () => context.openThread(message.ts) },
        `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`)),
    !quiet && !message.is_ephemeral && tools(message, channel, context, inThread));
  return item;
}

function content(message, channel, context) {
  const inside = {
    ...context,
    act: (element, value) =>
      act("click", { who: context.viewer, where: channel.id, ts: message.ts, action_id: element.action_id, value }),
  };
  const blocks = message.blocks ?? [];
  const words = blocks.length ? blocks.map((block) => draw(block, inside)) : mrkdwn(message.text ?? "", inside);
  return h("div", { class: "blocks" },
    message.plan_title && h("strong", {}, message.plan_title),
    words,
    (message.files ?? []).map((file) => h("div", { class: "image" }, `📎 ${file.name ?? file.id}`)),
    (message.attachments ?? []).map((each) => h("div", { class: "attachment" },
      each.title && h("strong", {}, each.title), each.text && mrkdwn(each.text, inside),
      (each.blocks ?? []).map((block) => draw(block, inside)))),
    message.edited && h("span", { class: "faint" }, "(edited)"));
}

function reactions(message, channel, context) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map((each) => {
    const mine = each.users.includes(context.viewer);
    const toggle = () =>
      act(mine ? "unreact" : "react", { who: context.viewer, where: channel.id, ts: message.ts, name: each.name });
    const names = each.users.map((id) => context.users.get(id)?.real_name ?? id).join(", ");
    return h("button", { type: "button", class: mine ? "mine" : "", title: names, onclick: toggle }, `${emoji(each.name)} ${each.count}`);
  }));
}

function tools(message, channel, context, inThread) {
  const here = { who: context.viewer, where: channel.id, ts: message.ts };
  const tool = (label, text, onclick) => h("button", { type: "button", title: label, "aria-label": label, onclick }, text);
  const made = QUICK.map((name) => tool(`React with ${name}`, emoji(name), () => act("react", { ...here, name })));
  if (!inThread) made.push(tool("Reply in thread", "💬", () => context.openThread(message.thread_ts ?? message.ts)));
  for (const [callback, name] of Object.entries(context.messageShortcuts)) {
    made.push(tool(name, `⚡ ${name}`, () => act("shortcut", { who: context.viewer, callback_id: callback, where: channel.id, ts: message.ts })));
  }
  if (message.user === context.viewer) {
    made.push(tool("Edit", "✏️", () => edit(message, here, context)));
    made.push(tool("Delete", "🗑", () => act("delete", here)));
  }
  return h("div", { class: "tools" }, made);
}

function edit(message, here, context) {
  const decoded = message.text
    .replace(/<@([A-Z0-9]+)>/g, (whole, id) => `@${context.users.get(id)?.name ?? id}`)
    .replace(/<#([A-Z0-9]+)[^>]*>/g, (whole, id) => `#${context.channels.get(id)?.name ?? id}`)
    .replace(/<(https?:[^|>]+)[^>]*>/g, "$1")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  const text = window.prompt("Edit the message", decoded);
  if (text !== null && text !== decoded) act("edit", { ...here, text: encode(text, context) });
}
