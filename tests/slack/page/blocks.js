// Block Kit as elements. `context.act(element, value, block)` is called when something is used.

import { h } from "./dom.js";
import { SAFE, emoji, link, markdown, mention, mrkdwn, plain } from "./text.js";

const textObject = (text, context) =>
  text?.type === "mrkdwn" ? mrkdwn(text.text, context) : plain(text?.text ?? "");

const BLOCKS = {
  section: (block, context) =>
    h("div", { class: "section" },
      h("div", {},
        block.text && textObject(block.text, context),
        block.fields && h("div", { class: "fields" },
          block.fields.map((field) => h("div", {}, textObject(field, context))))),
      block.accessory && h("div", { class: "accessory" }, element(block.accessory, block, context))),
  header: (block) => h("h3", { class: "header" }, plain(block.text.text)),
  divider: () => h("hr"),
  markdown: (block, context) => markdown(block.text, context),
  image: (block) => h("div", { class: "image" }, `🖼 ${block.alt_text}`),
  actions: (block, context) =>
    h("div", { class: "actions" }, block.elements.map((each) => element(each, block, context))),
  context: (block, context) =>
    h("div", { class: "context" }, block.elements.map((each) =>
      each.type === "image" ? h("span", {}, `🖼 ${each.alt_text}`) : textObject(each, context))),
  context_actions: (block, context) =>
    h("div", { class: "actions quiet" }, block.elements.map((each) => element(each, block, context))),
  rich_text: (block, context) =>
    h("div", { class: "text rich" }, block.elements.map((each) => rich(each, context))),
  input: (block, context) =>
    h("label", { class: "input" },
      h("span", {}, plain(block.label.text), block.optional ? h("em", {}, " (optional)") : null),
      element(block.element, block, context),
      block.hint && h("small", {}, plain(block.hint.text)),
      context.errors?.[block.block_id] && h("strong", { class: "error" }, context.errors[block.block_id])),
  task_card: (block, context) =>
    h("div", { class: `task ${block.status}` },
      h("span", {}, { complete: "✓", error: "✕", in_progress: "◌" }[block.status] ?? "·"),
      h("div", {}, plain(block.title),
        block.details && h("div", { class: "faint" }, mrkdwn(String(block.details), context)),
        block.output && h("div", { class: "faint" }, mrkdwn(String(block.output), context)))),
  plan: (block, context) =>
    h("div", {}, h("strong", {}, block.title ?? "Plan"), (block.tasks ?? []).map((each) => draw(each, context))),
  table: (block, context) =>
    h("table", {}, block.rows.map((row) => h("tr", {}, row.map((cell) =>
      h("td", {}, cell.type === "raw_text" ? cell.text : draw(cell, context)))))),
};

export function draw(block, context) {
  const make = BLOCKS[block.type];
  return make ? make(block, context) : h("div", { class: "faint" }, `[${block.type} block]`);
}

function rich(part, context) {
  const inner = () => part.elements.map((each) => leaf(each, context));
  if (part.type === "rich_text_list") {
    const items = part.elements.map((each) => h("li", {}, rich(each, context)));
    return h(part.style === "ordered" ? "ol" : "ul", {}, items);
  }
  if (part.type === "rich_text_preformatted") return h("pre", {}, inner());
  if (part.type === "rich_text_quote") return h("blockquote", {}, inner());
  return h("div", {}, inner());
}

function leaf(each, context) {
  const styled = (node) =>
    Object.keys(each.style ?? {}).reduce((inside, style) => {
      const tag = { bold: "strong", italic: "em", strike: "s", code: "code" }[style];
      return tag ? h(tag, {}, inside) : inside;
    }, node);
  if (each.type === "text") return styled(each.text);
  if (each.type === "link") return styled(link(each.url, each.text, context));
  if (each.type === "user") return mention(each.user_id, context);
  if (each.type === "channel") {
    return h("span", { class: "mention" }, `#${context.channels.get(each.channel_id)?.name ?? each.channel_id}`);
  }
  if (each.type === "emoji") return emoji(each.name);
  if (each.type === "broadcast") return h("span", { class: "mention" }, `@${each.range}`);
  return "";
}

const labelled = (option) => h("option", { value: option.value }, option.text.text);

function select(each, options, context, block) {
  const chosen = (event) => context.act(each, event.target.value, block);
  const first = h("option", { value: "" }, each.placeholder?.text ?? "Choose…");
  const initial = each.initial_option?.value ?? each.initial_user ?? each.initial_channel ?? "";
  const made = h("select", { onchange: chosen, "data-action": each.action_id }, first, options);
  made.value = initial;
  return made;
}

function button(each, block, context, label = each.text?.text, value = undefined) {
  const press = () => {
    if (SAFE.test(each.url ?? "")) window.open(each.url, "_blank", "noopener");
    const question = each.confirm?.text?.text;
    if (!question || window.confirm(question)) context.act(each, value, block);
  };
  const kind = `button ${each.style ?? ""}`;
  const name = each.accessibility_label ?? undefined;
  return h("button", { type: "button", class: kind, onclick: press, "aria-label": name, "data-action": each.action_id }, plain(label ?? "•"));
}

function input(each, block, context, type) {
  const change = (event) => context.act(each, event.target.value, block);
  const props = {
    "data-action": each.action_id,
    placeholder: each.placeholder?.text,
    onchange: change,
    oninput: change,
  };
  const initial = each.initial_value ?? each.initial_date ?? each.initial_time ?? "";
  const made = each.multiline ? h("textarea", { ...props, rows: "4" }) : h("input", { ...props, type });
  made.value = initial;
  return made;
}

function boxes(each, block, context, type) {
  const name = `${block.block_id}-${each.action_id}`;
  const ticked = new Set((each.initial_options ?? [each.initial_option]).filter(Boolean).map((o) => o.value));
  const group = h("div", { class: "boxes", "data-action": each.action_id });
  const change = () => {
    const values = [...group.querySelectorAll("input:checked")].map((box) => box.value);
    context.act(each, type === "radio" ? values[0] : values, block);
  };
  group.append(...each.options.map((option) =>
    h("label", {},
      h("input", { type, name, value: option.value, checked: ticked.has(option.value), onchange: change }),
      " ", plain(option.text.text))));
  return group;
}

const people = (context) =>
  [...context.users.values()].map((user) => h("option", { value: user.id }, user.real_name));
const places = (context) =>
  [...context.channels.values()].filter((each) => each.name).map((each) => h("option", { value: each.id }, `#${each.name}`));
const grouped = (each) =>
  (each.options ?? []).map(labelled).concat(
    (each.option_groups ?? []).map((group) => h("optgroup", { label: group.label.text }, group.options.map(labelled))));

const ELEMENTS = {
  button,
  icon_button: (each, block, context) =>
    button(each, block, context, { trash: "🗑", edit: "✏️" }[each.icon] ?? each.text?.text ?? "•"),
  feedback_buttons: (each, block, context) => [
    button(each, block, context, `👍 ${each.positive_button.text.text}`, "positive"),
    button(each, block, context, `👎 ${each.negative_button.text.text}`, "negative"),
  ],
  static_select: (each, block, context) => select(each, grouped(each), context, block),
  overflow: (each, block, context) => select({ ...each, placeholder: { text: "⋯" } }, grouped(each), context, block),
  users_select: (each, block, context) => select(each, people(context), context, block),
  channels_select: (each, block, context) => select(each, places(context), context, block),
  conversations_select: (each, block, context) => select(each, places(context), context, block),
  checkboxes: (each, block, context) => boxes(each, block, context, "checkbox"),
  multi_static_select: (each, block, context) => boxes(each, block, context, "checkbox"),
  radio_buttons: (each, block, context) => boxes(each, block, context, "radio"),
  plain_text_input: (each, block, context) => input(each, block, context, "text"),
  email_text_input: (each, block, context) => input(each, block, context, "email"),
  url_text_input: (each, block, context) => input(each, block, context, "url"),
  number_input: (each, block, context) => input(each, block, context, "number"),
  datepicker: (each, block, context) => input(each, block, context, "date"),
  timepicker: (each, block, context) => input(each, block, context, "time"),
  image: (each) => h("span", { class: "image" }, `🖼 ${each.alt_text}`),
};

function element(each, block, context) {
  const make = ELEMENTS[each.type];
  return make ? make(each, block, context) : h("span", { class: "faint" }, `[${each.type}]`);
}
