/* The desk: open calls for a human, what was said, and what to do about each. */

const API = "/api/v1/admin";
const EVERY = 4000;
const app = document.getElementById("app");
const status = document.getElementById("status");
const kept = (name) => sessionStorage.getItem(`dialtone-desk-${name}`) || "";
const keep = (name, value) => sessionStorage.setItem(`dialtone-desk-${name}`, value);
const PAGE = 100;
const DOCS = "docs";
const state = { calls: [], docs: [], tally: null, open: null, shown: "", all: false, most: PAGE };

function h(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

async function ask(method, path, body, key) {
  const secret = kept("key");
  const headers = secret.split(".").length === 3 ? { Authorization: `Bearer ${secret}` } : { "X-API-Key": secret };
  if (body) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  const response = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) });
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(`${said.detail || response.status} ${said.remedy || ""}`.trim()), { status: response.status });
  return said;
}

let heldUntil = 0;
const say = (text, bad = false) => { status.textContent = text; status.classList.toggle("bad", bad); };
// What was just done, or went wrong, stays to be read before the count comes back.
const hold = (text, bad = false) => { say(text, bad); heldUntil = Date.now() + (bad ? 10000 : 3000); };
const moment = (text) => text ? new Date(text).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : "";
const ago = (text) => {
  const minutes = Math.max(0, Math.round((Date.now() - new Date(text)) / 60000));
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  return minutes < 1440 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} d ago`;
};
const STATES = { open: "waiting", acknowledged: "claimed", answered: "answered", resolved: "resolved" };
const WHO = { user: "Asker", assistant: "Dialtone", human: "Human", system: "To the asker" };

function gate(problem) {
  const key = h("input", { id: "key", type: "password", autocomplete: "off", required: true, value: "" });
  const name = h("input", { id: "name", autocomplete: "name", required: true, maxlength: 100, value: kept("name") });
  const enter = async (event) => {
    event.preventDefault();
    keep("key", key.value.trim());
    keep("name", name.value.trim());
    await refresh();
  };
  app.replaceChildren(h("main", { class: "wide" }, h("form", { class: "gate", onsubmit: enter },
    h("h2", {}, "Who is answering?"),
    problem ? h("p", { class: "alert", role: "alert" }, problem) : null,
    h("label", { for: "name" }, "Your name, as askers see it"), name,
    h("label", { for: "key" }, "API key, or the token of your portal"), key,
    h("div", { class: "row" }, h("button", { class: "act main" }, "Open the desk")))));
  name.focus();
}

const UNHEARD = {
  notice: "Nobody could be told", page: "Nobody's phone could be rung",
  reminder: "A reminder could not be delivered", breach: "It is overdue, and nobody above could be told",
};
const unheard = (call) => UNHEARD[call.undelivered_purpose] || "Not delivered";

function list() {
  const row = (call) => h("li", {}, h("button", { class: "call", "aria-current": String(call.id === state.open), "data-call": call.id, onclick: () => choose(call.id) },
    h("strong", { class: call.kind === "emergency" && call.state === "open" ? "bad" : null }, call.kind === "emergency" ? "Emergency" : call.urgency === "high" ? "Urgent call" : "Call", ` for ${call.team || "nobody yet"}`),
    h("span", {}, `${STATES[call.state]}${call.assignee ? ` by ${call.assignee}` : ""} · ${ago(call.created_at)}`),
    call.question ? h("span", { class: "asked" }, call.question) : null,
    call.note ? h("span", {}, call.note.slice(0, 120)) : null,
    call.undelivered ? h("span", { class: "bad tag" }, unheard(call)) : null));
  const again = (change) => async () => { Object.assign(state, change()); await refresh(); };
  const toggle = h("button", { class: "call more", id: "all", "aria-pressed": String(state.all), onclick: again(() => ({ all: !state.all, most: PAGE })) }, state.all ? "Hide what is resolved" : "Show what is resolved, too");
  const further = state.calls.length < state.most ? null : h("button", { class: "call more", id: "more", onclick: again(() => ({ most: state.most + PAGE })) }, "Show more");
  const docs = state.docs.length ? h("button", { class: "call more", id: "docs", "aria-current": String(state.open === DOCS), onclick: () => choose(DOCS) }, `Suggested for the docs (${state.docs.length})`) : null;
  return h("nav", { "aria-label": "Calls" }, state.calls.length ? h("ul", {}, state.calls.map(row)) : h("p", { class: "none" }, "Nobody waits for a human."), further, toggle, docs);
}

function said(message) {
  const body = message.html ? h("div", {}) : h("div", { class: "plain" }, message.text);
  // Cut to an allow-list by the server, as for the bubble.
  if (message.html) body.innerHTML = message.html;
  const links = message.citations.filter((c) => c.url).map((c) => h("li", {}, h("a", { href: c.url, rel: "noreferrer", target: "_blank" }, `[${c.number}] ${c.title}`)));
  return h("div", { class: `said ${message.role}` }, h("b", {}, `${message.author || WHO[message.role]} · ${moment(message.created_at)}`), body, links.length ? h("ul", {}, links) : null);
}

const WORDS = {
  opened: "called for a human", routed: "sent to the owner", delivered: "delivered", undelivered: "could not be delivered",
  paged: "paged", paged_again: "paged again", ringing: "rings", paging_failed: "paging failed", pages_exhausted: "nobody acknowledged",
  acknowledged: "claimed", answered: "answered", resolved: "resolved", reopened: "opened again", reassigned: "passed on",
  reminded: "reminded", breached: "overdue", docs_gap: "marked as a docs gap", docs_suggested: "suggested for the docs",
};

function detail(found) {
  const call = found.escalation, talk = found.conversation;
  const over = call.state === "resolved";
  const reply = h("textarea", { id: "reply", maxlength: 10000 });
  const team = h("input", { id: "team", placeholder: "team-storage" });
  const act = (label, what, more) => h("button", { class: `act ${more?.main ? "main" : ""}`, type: "button", onclick: () => step(what, more?.body?.()) }, label);
  const send = async (event) => {
    event.preventDefault();
    const text = reply.value.trim();
    if (!text) return reply.focus();
    const done = await doing("Sent.", () => ask("POST", `/conversations/${call.conversation_id}/replies`, { author: kept("name"), text }, crypto.randomUUID()));
    const field = document.getElementById("reply");
    if (done && field) field.value = "";
    await refresh();
  };
  const who = talk.asker.name || talk.asker.email || talk.asker.user || "somebody who did not sign in";
  return h("section", { "aria-label": "The call" },
    h("h2", {}, `${call.kind === "emergency" ? "Emergency" : "Call"} of ${who}`),
    call.undelivered ? h("p", { class: "alert", role: "alert" }, `${unheard(call)}: ${call.undelivered}`) : null,
    h("dl", {},
      h("dt", {}, "State"), h("dd", {}, `${STATES[call.state]}${call.assignee ? ` by ${call.assignee}` : ""}`),
      h("dt", {}, "Team"), h("dd", {}, call.team || "not routed yet"),
      h("dt", {}, "Because"), h("dd", {}, call.why || "—"),
      h("dt", {}, "Urgency"), h("dd", {}, call.urgency),
      h("dt", {}, "Since"), h("dd", {}, moment(call.created_at)),
      call.acknowledged_at ? [h("dt", {}, "Claimed"), h("dd", {}, moment(call.acknowledged_at))] : null),
    h("div", { class: "row" },
      over ? act("Open again", "reopen") : [call.assignee === kept("name") ? null : act("Claim", "claim", { main: true }), act("Resolve", "resolve"), act("This was a docs gap", "docs-gap")]),
    h("h3", {}, "What was said"), talk.messages.map(said),
    over ? null : h("form", { onsubmit: send }, h("label", { for: "reply" }, `Answer ${who}`), reply, h("div", { class: "row" }, h("button", { class: "act main" }, "Send"))),
    over ? null : h("form", { class: "row", onsubmit: (event) => { event.preventDefault(); if (team.value.trim()) step("reassign", { team: team.value.trim() }); } },
      h("label", { for: "team" }, "Pass on to", team), h("button", { class: "act" }, "Pass on")),
    found.lesson && over ? lesson(found.lesson) : null,
    h("h3", {}, "What happened"),
    h("ol", { class: "events" }, found.events.map((event) => h("li", {}, `${moment(event.at)}: ${event.actor ? `${event.actor}, ` : ""}${WORDS[event.name] || event.name}${event.data.via ? ` by ${event.data.via}` : ""}${event.data.error ? ` (${event.data.error})` : ""}`))));
}

function lesson(draft) {
  const question = h("textarea", { id: "lesson-question", maxlength: 4000 }, draft.question);
  const answer = h("textarea", { id: "lesson-answer", maxlength: 10000 }, draft.answer);
  const decide = async (approve) => {
    const body = { author: kept("name"), approve, question: question.value.trim() || draft.question, answer: answer.value.trim() || draft.answer };
    await doing(approve ? "Approved: it answers from now on." : "Discarded.", () => ask("POST", `/lessons/${draft.id}`, body));
    await refresh();
  };
  const states = { draft: "A draft of what was answered. Approved, it becomes a page that answers the next one.", approved: "Approved: it answers now.", discarded: "Discarded." };
  return h("div", {}, h("h3", {}, "What can be learned"), h("p", {}, states[draft.state]),
    h("label", { for: "lesson-question" }, "Question"), question, h("label", { for: "lesson-answer" }, "Answer"), answer,
    h("div", { class: "row" }, h("button", { class: "act main", type: "button", onclick: () => decide(true) }, "Approve"), h("button", { class: "act", type: "button", onclick: () => decide(false) }, "Discard")));
}

function suggestions() {
  const one = (found) => {
    const decide = async (done) => {
      await doing(done ? "Noted: it is written." : "Noted: it is not wanted.", () => ask("POST", `/suggestions/${found.id}`, { author: kept("name"), done }));
      await refresh();
    };
    const page = found.page_url ? h("a", { href: found.page_url, rel: "noreferrer", target: "_blank" }, found.page_title) : found.page_title;
    return h("article", { "aria-label": `Suggested for ${found.team}` },
      h("h3", {}, found.answers[0].question),
      h("p", {}, `For ${found.team}: ${found.answers.length} answers by humans are alike. `, page ? ["The nearest page: ", page, "."] : "No page comes near: it would be a new one."),
      found.undelivered ? h("p", { class: "alert" }, `${found.team} could not be told: ${found.undelivered}`) : null,
      found.answers.map((lesson) => h("div", { class: "said human" }, h("b", {}, lesson.question), h("div", { class: "plain" }, lesson.answer))),
      h("div", { class: "row" }, h("button", { class: "act main", type: "button", onclick: () => decide(true) }, "It is written"), h("button", { class: "act", type: "button", onclick: () => decide(false) }, "Not wanted")));
  };
  return h("section", { "aria-label": "Suggested for the docs" }, h("h2", {}, "Suggested for the docs"),
    state.docs.length ? state.docs.map(one) : h("p", { class: "none" }, "Nothing is suggested now."));
}

async function doing(words, work) {
  try {
    await work();
    hold(words);
    return true;
  } catch (error) {
    hold(error.message, true);
    return false;
  }
}

async function step(what, body) {
  await doing("Done.", () => ask("POST", `/escalations/${state.open}/${what}`, { author: kept("name"), ...body }));
  await refresh();
}

async function choose(id) {
  state.open = id;
  state.shown = "";
  history.replaceState(null, "", `#${id}`);
  await refresh();
  // Where the list stands above and not beside it, what was chosen would stay out of sight.
  if (matchMedia("(max-width: 760px)").matches) document.querySelector("section")?.scrollIntoView();
}

let found = null;
let drawn = null;
function draw() {
  const fields = () => app.querySelectorAll("textarea[id], input[id]");
  // What somebody is writing outlives a redraw of the same call.
  const typed = drawn === state.open ? [...fields()].filter((field) => field.value !== field.defaultValue).map((field) => [field.id, field.value]) : [];
  const { id: at, selectionStart, selectionEnd } = document.activeElement || {};
  const pane = state.open === DOCS ? suggestions() : found ? detail(found) : h("section", {}, h("p", { class: "none" }, "Choose a call."));
  app.replaceChildren(h("main", {}, list(), pane));
  drawn = state.open;
  for (const [id, text] of typed) {
    const field = document.getElementById(id);
    if (field) field.value = text;
  }
  const focused = at && document.getElementById(at);
  if (focused) focused.focus({ preventScroll: true });
  if (focused && selectionStart !== undefined) focused.setSelectionRange(selectionStart, selectionEnd);
}

async function gather() {
  const order = state.all ? "newest" : "urgent";
  const calls = [];
  do {
    const limit = Math.min(state.most - calls.length, 1000);
    const part = await ask("GET", `/escalations?order=${order}&limit=${limit}&skip=${calls.length}`);
    state.tally = part;
    calls.push(...part.escalations);
    if (part.escalations.length < limit) break;
  } while (calls.length < state.most);
  state.calls = calls;
}

async function refresh() {
  if (!kept("key")) return gate();
  try {
    await gather();
    state.docs = (await ask("GET", "/suggestions")).suggestions;
    found = state.open && state.open !== DOCS ? await ask("GET", `/escalations/${state.open}`) : null;
  } catch (error) {
    if (error.status === 401) { keep("key", ""); return gate("That key opens nothing here."); }
    if (error.status === 404) { state.open = null; found = null; }
    return say(`${error.message || "The desk cannot be reached."} It tries again.`, true);
  }
  const now = JSON.stringify([state.calls, state.docs, found, state.open, state.all, state.most]);
  if (now !== state.shown) { state.shown = now; draw(); }
  const { waiting, undelivered } = state.tally;
  const unheard = undelivered ? ` ${undelivered} could not be delivered.` : "";
  if (Date.now() > heldUntil) say(`${waiting || "Nobody"} waiting for a human.${unheard}`);
}

addEventListener("hashchange", () => { if (location.hash.slice(1) !== state.open) choose(location.hash.slice(1)); });
state.open = location.hash.slice(1) || null;
refresh();
setInterval(() => { if (!document.hidden && kept("key") && !document.querySelector("form.gate")) refresh(); }, EVERY);
