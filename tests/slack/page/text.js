// Slack's two ways to mark up text, mrkdwn and Markdown, as elements.

import { h } from "./dom.js";

const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", white_check_mark: "✅",
  heavy_check_mark: "✔️", x: "❌", eyes: "👀", wave: "👋", warning: "⚠️", question: "❓",
  bulb: "💡", books: "📚", memo: "📝", link: "🔗", mag: "🔍", tada: "🎉", rotating_light: "🚨",
  sos: "🆘", robot_face: "🤖", hourglass: "⌛", hourglass_flowing_sand: "⏳", bell: "🔔",
  pray: "🙏", fire: "🔥", thinking_face: "🤔", raised_hands: "🙌", ticket: "🎫", lock: "🔒",
  speech_balloon: "💬", page_facing_up: "📄", point_right: "👉", sparkles: "✨", rocket: "🚀",
  no_entry: "⛔", information_source: "ℹ️", pushpin: "📌", arrow_right: "➡️", star: "⭐",
};

export const emoji = (name) => EMOJI[name.split("::")[0]] ?? `:${name}:`;

const unescape = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export const SAFE = /^(https?:|mailto:)/i;

export function link(url, label, context) {
  const shown = label || url;
  if (!SAFE.test(url)) return h("span", {}, shown);
  const inside = url.match(/\.slack\.com\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})/);
  if (inside && context.go) {
    const go = (event) => {
      event.preventDefault();
      context.go(inside[1], `${inside[2]}.${inside[3]}`);
    };
    return h("a", { href: url, onclick: go }, shown);
  }
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, shown);
}

export const mention = (id, context) =>
  h("span", { class: "mention" }, `@${context.users.get(id)?.real_name ?? id}`);

function channelName(id, context) {
  const name = context.channels.get(id)?.name ?? id;
  return h("span", { class: "mention" }, `#${name}`);
}

function reference(inner, context) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inner.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1), context);
  if (target.startsWith("#")) return channelName(target.slice(1), context);
  if (target.startsWith("!date")) return h("span", {}, label);
  if (target.startsWith("!")) return h("span", { class: "mention" }, `@${label || target.slice(1)}`);
  return link(unescape(target), label, context);
}

// Each rule: a pattern, and what to make of a match. The first that matches earliest wins.
const COMMON = [
  [/:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/, (found) => emoji(found[1])],
  [/`([^`\n]+)`/, (found) => h("code", {}, unescape(found[1]))],
];

const MRKDWN = [
  [/<([^<>\n]+)>/, (found, context) => reference(found[1], context)],
  ...COMMON,
  [/(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])/, (found, context) => h("strong", {}, inline(found[1], MRKDWN, context))],
  [/(?<![\w_])_([^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])/, (found, context) => h("em", {}, inline(found[1], MRKDWN, context))],
  [/(?<![\w~])~([^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])/, (found, context) => h("s", {}, inline(found[1], MRKDWN, context))],
];

const MARKDOWN = [
  ...COMMON,
  [/<([@#!][^<>\n]+|https?:[^<>\n]+)>/, (found, context) => reference(found[1], context)],
  [/\[([^\]\n]+)\]\(([^)\s]+)\)/, (found, context) => link(found[2], found[1], context)],
  [/\*\*([^\n]+?)\*\*/, (found, context) => h("strong", {}, inline(found[1], MARKDOWN, context))],
  [/(?<![\w*])\*([^\s*][^*\n]*)\*(?![\w*])/, (found, context) => h("em", {}, inline(found[1], MARKDOWN, context))],
  [/(?<![\w_])_([^\s_][^_\n]*)_(?![\w_])/, (found, context) => h("em", {}, inline(found[1], MARKDOWN, context))],
  [/~~([^\n]+?)~~/, (found, context) => h("s", {}, inline(found[1], MARKDOWN, context))],
  [/https?:\/\/[^\s<>)]+/, (found, context) => link(found[0], "", context)],
];

function inline(text, rules, context) {
  let first = null;
  for (const [pattern, make] of rules) {
    const found = pattern.exec(text);
    if (found && (!first || found.index < first.found.index)) first = { found, make };
  }
  if (!first) return [unescape(text)];
  const { found, make } = first;
  const after = text.slice(found.index + found[0].length);
  return [unescape(text.slice(0, found.index)), make(found, context), ...inline(after, rules, context)];
}

// Splits text at fences: code and prose by turns.
function fenced(text, prose) {
  return text.split(/```/).map((part, index) => {
    if (index % 2 === 0) return prose(part);
    return h("pre", {}, unescape(part.replace(/^[\w+-]*\n/, "").replace(/\n$/, "")));
  });
}

export function mrkdwn(text, context) {
  const prose = (part) =>
    part.split("\n").map((line, index, lines) => {
      const quoted = line.match(/^(?:&gt;|>) ?(.*)/);
      if (quoted) return h("blockquote", {}, inline(quoted[1], MRKDWN, context));
      const rest = inline(line, MRKDWN, context);
      return index < lines.length - 1 ? [rest, h("br")] : rest;
    });
  return h("div", { class: "text" }, fenced(text, prose));
}

export const plain = (text) => h("span", {}, ...inline(text, COMMON.slice(0, 1), {}));

export function markdown(text, context) {
  return h("div", { class: "text markdown" }, fenced(text, (part) => prose(part, context)));
}

const LISTED = /^\s*([-*•]|\d+[.)])\s+(.*)/;

function prose(part, context) {
  const lines = part.split("\n");
  const made = [];
  const say = (line) => inline(line, MARKDOWN, context);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    const heading = line.match(/^(#{1,6})\s+(.*)/);
    if (heading) made.push(h(`h${Math.min(6, heading[1].length + 2)}`, {}, say(heading[2])));
    else if (/^\s*([-*_])\1{2,}\s*$/.test(line)) made.push(h("hr"));
    else if (line.startsWith(">")) made.push(h("blockquote", {}, say(line.replace(/^>\s?/, ""))));
    else if (LISTED.test(line)) {
      const items = [];
      const ordered = /^\s*\d/.test(line);
      for (; at < lines.length && LISTED.test(lines[at]); at += 1) items.push(lines[at].match(LISTED)[2]);
      at -= 1;
      made.push(h(ordered ? "ol" : "ul", {}, items.map((item) => h("li", {}, say(item)))));
    } else if (line.includes("|") && /^[\s|:-]+$/.test(lines[at + 1] ?? "") && lines[at + 1].includes("-")) {
      const rows = [line];
      for (at += 2; at < lines.length && lines[at].includes("|"); at += 1) rows.push(lines[at]);
      at -= 1;
      made.push(table(rows, say));
    } else if (line.trim()) made.push(h("p", {}, say(line)));
  }
  return made;
}

function table(rows, say) {
  const cells = (row) => row.replace(/^\s*\||\|\s*$/g, "").split("|").map((cell) => cell.trim());
  const [head, ...body] = rows;
  return h("table", {},
    h("tr", {}, cells(head).map((cell) => h("th", {}, say(cell)))),
    body.map((row) => h("tr", {}, cells(row).map((cell) => h("td", {}, say(cell))))));
}
