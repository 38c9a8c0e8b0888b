// Talks to the control API. A refusal is shown to the person, as Slack would show one.

let hide = 0;

export function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hide);
  hide = setTimeout(() => { box.hidden = true; }, 6000);
}

export async function act(name, body) {
  const response = await fetch(`/emulator/act/${name}`, { method: "POST", body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) {
    toast(answer.error);
    return null;
  }
  if (answer.ok === false) toast("The app did not answer in time, or answered with an error.");
  return answer;
}

export async function state(viewer, channel, after) {
  const query = new URLSearchParams({ viewer, channel, after });
  const response = await fetch(`/emulator/state?${query}`);
  if (!response.ok) throw new Error(`the emulator answered ${response.status}`);
  return response.json();
}
