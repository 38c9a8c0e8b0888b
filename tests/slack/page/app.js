// The page: asks for the state, again each time it changed, and draws it.

import { act, state, toast } from "./api.js";
import { draw } from "./blocks.js";
import { makeComposer } from "./composer.js";
import { fill, h, toEnd } from "./dom.js";
import { drawMessage } from "./messages.js";
import { drawModal } from "./modal.js";

const $ = (id) => document.getElementById(id);
const here = { viewer: "", channel: "", thread: "", home: false };
let now = null;

const context = () => ({
  viewer: here.viewer,
  users: new Map(now.users.map((user) => [user.id, user])),
  channels: new Map(now.channels.map((each) => [each.id, each])),
  messageShortcuts: now.message_shortcuts,
  openThread: (ts) => { here.thread = ts; render(); $("reply").querySelector("textarea").focus(); },
  go,
});

// Shows a message that a permalink names.
async function go(channel, ts) {
  if (now.channels.some((each) => each.id === channel)) await open(channel);
  const place = now.channels.find((each) => each.id === channel);
  const message = place?.messages.find((each) => each.ts === ts);
  if (!message) {
    toast("That message is not here, or you may not see it.");
    return;
  }
  here.thread = message.thread_ts ?? "";
  render();
  for (const item of document.querySelectorAll(`[data-ts="${ts}"]`)) {
    item.scrollIntoView({ block: "center" });
    item.classList.add("found");
  }
}

// Asks for a conversation's messages first, so that it never shows up empty on the way.
async function open(channel, home = false) {
  document.body.classList.remove("menu");
  now = await state(here.viewer, channel, -1);
  Object.assign(here, { channel, thread: "", home });
  render();
}

const nameOf = (channel, users) => {
  if (channel.kind === "channel") return `# ${channel.name}`;
  if (channel.kind === "group") return `🔒 ${channel.name}`;
  const others = channel.members.filter((id) => id !== here.viewer);
  return others.map((id) => users.get(id)?.real_name ?? id).join(", ");
};

function drawSide(about) {
  $("team").textContent = now.team.domain;
  $("receiver").textContent = now.receiver;
  $("handle").textContent = `the bot is @${now.bot.handle}`;
  $("receiver").className = now.connected ? "on" : "off";
  const people = now.users.filter((user) => !user.is_bot);
  const key = people.map((user) => user.id).join();
  if ($("viewer").dataset.key !== key) {
    $("viewer").dataset.key = key;
    $("viewer").replaceChildren(...people.map((user) => h("option", { value: user.id }, user.real_name)));
  }
  $("viewer").value = here.viewer;
  const item = (label, current, onclick) =>
    h("button", { type: "button", "aria-current": current ? "page" : undefined, onclick }, label);
  const channels = now.channels.filter((each) => ["channel", "group"].includes(each.kind));
  const direct = now.channels.filter((each) => !["channel", "group"].includes(each.kind));
  const enter = (each) => {
    open(each.id);
    const withApp = each.kind === "im" && each.members.includes(now.bot.id);
    if (withApp) act("open_home", { who: here.viewer, tab: "messages" });
  };
  const entry = (each) =>
    item(nameOf(each, about.users), !here.home && each.id === here.channel, () => enter(each));
  $("channels").replaceChildren(
    h("h2", {}, "Channels"), ...channels.map(entry),
    h("h2", {}, "Direct messages"), ...direct.map(entry),
    h("h2", {}, "App"),
    item(`${now.bot.name}: Home`, here.home, () => { open(here.channel, true); act("open_home", { who: here.viewer }); }),
    ...Object.entries(now.global_shortcuts).map(([callback, name]) =>
      item(`⚡ ${name}`, false, () => act("shortcut", { who: here.viewer, callback_id: callback }))));
}

function drawMain(channel, about) {
  $("title").textContent = here.home ? `${now.bot.name}: Home` : nameOf(channel, about.users);
  $("topic").textContent = here.home ? "" : channel.topic;
  $("composer").hidden = here.home;
  $("composer").querySelector("textarea").placeholder = `Message ${nameOf(channel, about.users)}`;
  if (here.home) {
    const inside = { ...about, act: (element, value) => act("click_in_view", { who: here.viewer, view_id: now.home.id, action_id: element.action_id, value }) };
    const blocks = now.home?.blocks.map((block) => draw(block, inside));
    fill($("messages"), h("li", { class: "blocks home" }, blocks ?? "The app has not published a Home tab for you."));
    fill($("prompts"));
    return;
  }
  const listed = channel.messages.filter(
    (each) => !each.thread_ts || each.thread_ts === each.ts || each.subtype === "thread_broadcast"
      || (each.is_ephemeral && !each.thread_ts));
  const empty = h("li", { class: "empty" }, "Nothing here yet. Say something below.");
  fill($("messages"), listed.length ? listed.map((each) => drawMessage(each, channel, about, false)) : empty);
  toEnd($("messages"), channel.id);
  drawPrompts(channel);
}

function drawPrompts(channel) {
  const pane = now.panes.filter((each) => each.channel === channel.id && each.prompts.length).at(-1);
  const said = channel.messages.some((each) => each.user === here.viewer);
  if (!pane || (said && channel.kind !== "im")) return fill($("prompts"));
  const say = (prompt) => act("post", { who: here.viewer, where: channel.id, text: prompt.message });
  fill($("prompts"), pane.prompts_title && h("span", {}, pane.prompts_title),
    pane.prompts.map((each) => h("button", { type: "button", class: "button", onclick: () => say(each) }, each.title)));
}

function drawThread(channel, about) {
  const parent = channel.messages.find((each) => each.ts === here.thread);
  $("thread").hidden = here.home || !parent;
  document.body.classList.toggle("threaded", !$("thread").hidden);
  if (!parent) return;
  const replies = channel.messages.filter((each) => each.thread_ts === here.thread && each.ts !== here.thread);
  fill($("replies"), [parent, ...replies].map((each) => drawMessage(each, channel, about, true)));
  toEnd($("replies"), here.thread);
  const pane = now.panes.find((each) => each.channel === channel.id && each.thread_ts === here.thread);
  $("status").textContent = pane?.status ? `${now.bot.name} ${pane.status}` : "";
}

function drawLog() {
  fill($("entries"), now.log.map((each) =>
    h("li", { class: each.ok ? "" : "bad" },
      h("span", { title: each.way === "in" ? "called by the bot" : "sent to the bot" }, each.way === "in" ? "←" : "→"),
      h("span", {}, each.name),
      h("span", { class: "faint" }, [each.note, each.ms && `${each.ms} ms`].filter(Boolean).join(", ")))));
}

function render() {
  if (!now) return;
  const people = now.users.filter((user) => !user.is_bot);
  if (!people.some((user) => user.id === here.viewer)) here.viewer = people[0]?.id ?? "";
  if (!now.channels.some((each) => each.id === here.channel)) {
    here.channel = (now.channels.find((each) => each.members.includes(now.bot.id)) ?? now.channels[0])?.id ?? "";
  }
  const about = context();
  const channel = about.channels.get(here.channel);
  drawSide(about);
  if (channel) {
    drawMain(channel, about);
    drawThread(channel, about);
  }
  drawLog();
  drawModal(now.views, about);
}

async function refresh() {
  now = await state(here.viewer, here.channel, -1);
  render();
}

async function follow() {
  for (;;) {
    try {
      const { viewer, channel } = here;
      const next = await state(viewer, channel, now?.version ?? -1);
      if (viewer === here.viewer && channel === here.channel) {
        now = next;
        render();
        if (viewer !== here.viewer) await refresh();
      }
    } catch {
      $("receiver").textContent = "the emulator is gone";
      $("receiver").className = "off";
      await new Promise((done) => setTimeout(done, 1000));
      now = null;
    }
  }
}

const toggleLog = () => {
  $("log").hidden = !$("log").hidden;
  $("show-log").setAttribute("aria-pressed", String(!$("log").hidden));
  document.body.classList.toggle("logged", !$("log").hidden);
  document.body.classList.remove("menu");
};

$("viewer").addEventListener("change", (event) => {
  here.viewer = event.target.value;
  here.thread = "";
  refresh();
});
$("menu").addEventListener("click", () => document.body.classList.add("menu"));
$("main").addEventListener("pointerdown", () => document.body.classList.remove("menu"), true);
$("close-thread").addEventListener("click", () => { here.thread = ""; render(); });
$("show-log").addEventListener("click", toggleLog);
$("close-log").addEventListener("click", toggleLog);
makeComposer($("composer"), context, () => ({ channel: here.channel, thread: "" }));
makeComposer($("reply"), context, () => ({ channel: here.channel, thread: here.thread }));
follow();
