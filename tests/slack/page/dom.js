// Builds elements. Text only ever becomes text: nothing from a message is parsed as HTML.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else if (key in element && typeof value !== "string") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Puts `children` in place of what is there, keeping the scroll at the end if it was at the end.
export function fill(container, ...children) {
  const gap = container.scrollHeight - container.scrollTop - container.clientHeight;
  container.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (gap < 40) container.scrollTop = container.scrollHeight;
}

// Scrolls to the end when another place is shown than before.
export function toEnd(container, place) {
  if (container.dataset.place === place) return;
  container.dataset.place = place;
  container.scrollTop = container.scrollHeight;
}
