/* Insights: themes of any weeks and team, their questions, and what was done about them. */

const API = "/api/v1/admin/insights";
const app = document.getElementById("app");
const status = document.getElementById("status");
const chosen = { since: "", until: "", team: "", kind: "" };
let key = sessionStorage.getItem("dialtone-insights-key") || "";
let open = null;

function h(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [word, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (word.startsWith("on")) made.addEventListener(word.slice(2), value);
    else made.setAttribute(word, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const say = (text, bad = false) => { status.textContent = text; status.classList.toggle("bad", bad); };
const hours = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString()} h`;
const several = (count, one) => `${count.toLocaleString()} ${one}${count === 1 ? "" : "s"}`;
const share = (value) => `${Math.round(100 * value)}%`;
const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const day = (text) => new Date(text).toLocaleDateString([], { dateStyle: "medium" });

async function ask(path, body) {
  const headers = key.split(".").length === 3 ? { Authorization: `Bearer ${key}` } : { "X-API-Key": key };
  if (body) headers["Content-Type"] = "application/json";
  const sent = { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) };
  const response = await fetch(API + path, sent);
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(`${said.detail || response.status} ${said.remedy || ""}`.trim()), { status: response.status });
  return said;
}

const query = () => {
  const given = Object.entries(chosen).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : "";
};

function gate(problem) {
  const box = h("input", { id: "key", type: "password", autocomplete: "off", required: true });
  const enter = (event) => {
    event.preventDefault();
    key = box.value.trim();
    sessionStorage.setItem("dialtone-insights-key", key);
    refresh();
  };
  app.replaceChildren(h("main", {}, h("form", { class: "gate", onsubmit: enter },
    problem ? h("p", { class: "bad", role: "alert" }, problem) : null,
    h("label", { for: "key" }, "API key, or the token of your portal"), box,
    h("button", { class: "act" }, "Show insights"))));
  box.focus();
}

function select(name, label, options) {
  const change = (event) => { chosen[name] = event.target.value; refresh(name); };
  const box = h("select", { id: `filter-${name}`, onchange: change },
    options.map(([value, text]) => h("option", { value, selected: value === chosen[name] }, text)));
  return h("label", {}, label, box);
}

function filters(all) {
  const weeks = all.weeks.map((week) => [week, week]);
  if (!all.weeks.length) return null;
  return h("div", { class: "filters", role: "group", "aria-label": "Filters" },
    select("since", "From week", [["", "the first"], ...weeks]),
    select("until", "To week", [["", "the last"], ...weeks]),
    all.teams.length ? select("team", "Asking team", [["", "all"], ...all.teams.map((team) => [team, team])]) : null,
    all.kinds.length ? select("kind", "Kind", [["", "all"], ...all.kinds.map((kind) => [kind, sentence(kind)])]) : null);
}

function bars(known, all) {
  // A week without a question is a gap in the drawing, too.
  const weekly = Object.fromEntries(all.map((week) => [week, known[week] || 0]));
  const weeks = Object.keys(weekly).sort();
  const most = Math.max(1, ...Object.values(weekly));
  const said = weeks.map((week) => `${week}: ${weekly[week]}`).join(", ");
  const span = weeks.length > 1 ? `${weeks[0]} to ${weeks[weeks.length - 1]}` : weeks[0];
  const drawn = h("ul", { class: "weeks", "aria-hidden": "true" }, weeks.map((week) => {
    const bar = h("li", { title: `${week}: ${weekly[week]}` });
    bar.style.height = `${(100 * weekly[week]) / most}%`;
    return bar;
  }));
  return h("div", {}, drawn,
    h("p", { class: "dim", "aria-hidden": "true" }, `Questions a week, ${span}, at most ${most}`),
    h("p", { class: "hidden" }, `Questions a week: ${said}`));
}

function such(theme) {
  // Key terms alone say little to who never read a question of it.
  return theme.such_as ? h("div", { class: "dim" }, `such as “${theme.such_as}”`) : null;
}

function table(all) {
  if (!all.themes.length) {
    if (!all.weeks.length) return h("p", {}, "The first weekly report fills this page: ", h("code", {}, "dialtone report"), " makes it now.");
    return h("p", { class: "dim" }, all.questions ? "No theme of 3 or more people fits these filters." : "No question fits these filters.");
  }
  // What decides comes first: a narrow screen shows the first columns.
  const head = ["Theme", "Human time", "Share", "Questions", "People", "Unanswered", "Frustrated", "Kind"];
  const isNumber = (place) => place > 0 && place < head.length - 1;
  const row = (theme) => h("tr", {},
    h("th", { scope: "row" }, h("button", { class: "open", id: `theme-${theme.id}`, "aria-expanded": String(open === theme.id), onclick: () => show(theme.id) }, theme.label), such(theme)),
    [hours(theme.human_hours), share(theme.share), theme.questions, theme.askers, theme.unanswered, theme.frustrated].map((value) => h("td", { class: "n" }, value.toLocaleString())),
    h("td", {}, sentence(theme.kind) || "not known"));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Themes" }, h("table", {},
    h("caption", {}, `${several(all.themes.length, "theme")}, most human time first`),
    h("thead", {}, h("tr", {}, head.map((name, place) => h("th", { scope: "col", class: isNumber(place) ? "n" : null }, name)))),
    h("tbody", {}, all.themes.map(row))));
}

function near(theme, all) {
  const link = (one) => /^https?:/.test(one.permalink) ? [" ", h("a", { href: one.permalink, rel: "noreferrer", target: "_blank", "aria-label": `Thread of ${day(one.asked_at)}` }, "thread")] : [];
  const text = h("input", { id: "done-text", required: true, maxlength: 300 });
  const since = h("input", { id: "done-since", type: "date" });
  const note = async (event) => {
    event.preventDefault();
    try {
      await ask(`/themes/${theme.id}/interventions`, { text: text.value, since: since.value || null });
      await refresh("theme", "Noted. The next reports say whether it worked.");
    } catch (error) { failed(error); }
  };
  return h("section", { class: "theme", "aria-labelledby": "near", tabindex: "-1", id: "theme" },
    h("h2", { id: "near" }, theme.label),
    such(theme),
    theme.kind ? h("p", {}, `${sentence(theme.kind)}: ${theme.evidence}.`) : null,
    bars(theme.weekly, all.weeks),
    h("h3", {}, "Newest questions"),
    theme.questions.length ? h("ul", {}, theme.questions.slice(0, 12).map((one) => h("li", {}, one.text, " ", h("span", { class: "dim" }, day(one.asked_at)), ...link(one)))) : h("p", { class: "dim" }, "None that is public."),
    h("h3", {}, "What was done"),
    theme.interventions.length ? h("ul", {}, theme.interventions.map((one) => h("li", {}, `${one.since}: ${one.text}`))) : h("p", { class: "dim" }, "Nothing noted yet."),
    h("form", { class: "row", onsubmit: note },
      h("label", { class: "grow" }, "What was done", text), h("label", {}, "Since (today if empty)", since),
      h("button", { class: "act" }, "Note it")));
}

function failed(error) {
  if (error.status === 401) { key = ""; gate(error.message); } else say(error.message, true);
}

async function show(id) {
  if (open === id) { open = null; await refresh(`theme-${id}`); return; }
  open = id;
  await refresh("theme");
}

async function refresh(focus, told = "") {
  if (!key) { gate(); return; }
  try {
    const all = await ask(query());
    const scope = new URLSearchParams(Object.entries(chosen).filter(([name, value]) => value && name !== "kind"));
    const theme = open ? await ask(`/themes/${open}?${scope}`).catch(() => null) : null;
    app.replaceChildren(h("main", {}, filters(all), theme ? near(theme, all) : null, table(all)));
    const unnamed = all.unnamed ? ` ${all.unnamed.toLocaleString()} in no theme, or in one of fewer than 3 people.` : "";
    const counted = all.weeks.length ? `${several(all.questions, "question")}, ${hours(all.human_hours)} of human time.${unnamed}` : "Nothing has been counted yet.";
    say(told || counted);
    const target = focus && (document.getElementById(`filter-${focus}`) || document.getElementById(focus));
    if (target) target.focus();
  } catch (error) { failed(error); }
}

refresh();
