// Sends what staff press, and keeps what they are writing and where they are when a row or a part is swapped.
import { words } from "./live.js";

const csrf = document.querySelector("meta[name=csrf]").content;

function asked(button, form, holder) { // a form's named fields are the move's; what is empty is not sent
  const body = button.dataset.bare ? {} : { version: Number(holder.dataset.version) };
  if (button.dataset.outcome) body.outcome = button.dataset.outcome;
  for (const field of form?.elements ?? []) {
    if (field.dataset.nullable !== undefined && field.value === "") body[field.name] = null;
    if (!field.name || (field.type === "checkbox" && !field.checked) || field.value === "") continue;
    body[field.name] = field.type === "checkbox" ? true : field.type === "number" || field.dataset.number !== undefined ? Number(field.value) : field.value;
  }
  return body;
}

const turns = new Map(); // by alert: what is pressed while another press is on its way waits for it

function inTurn(button) {
  const { id } = button.closest("[data-version]").dataset, form = button.closest("form");
  if (form && !form.reportValidity()) return;
  const turn = (turns.get(id) ?? Promise.resolve()).then(() => {
    const holder = document.querySelector(`[data-version][data-id="${id}"]`); // it may have been swapped meanwhile
    if (holder && (form || holder.querySelector(`[data-move="${button.dataset.move}"]`))) return press(button, form, holder);
  });
  turns.set(id, turn);
}

async function press(button, form, holder) {
  const trouble = holder.querySelector(".trouble");
  const say = (text) => { trouble.textContent = text; trouble.hidden = !text; };
  holder.setAttribute("aria-busy", "true");
  say("");
  try {
    const answer = await fetch(`/api/alerts/${holder.dataset.id}/${button.dataset.move}`, {
      method: "POST", body: JSON.stringify(asked(button, form, holder)), headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    });
    if (answer.ok) {
      const { version } = await answer.json(); // the swap follows; until then the next press names what holds now
      if (version) holder.dataset.version = version;
      if (form) putAway(form);
    }
    else say(answer.status === 409 ? words.first : (await answer.json()).detail);
  } catch { say(words.failed); }
  holder.removeAttribute("aria-busy");
}

function putAway(form) { // what was sent need not be sent again; the focus goes to what opened it
  const opener = form.parentElement?.querySelector(`[data-opens="${form.dataset.keep}"]`), held = form.contains(document.activeElement);
  form.remove();
  opener?.setAttribute("aria-expanded", "false");
  if (held) opener?.focus();
}

function open(button) { // one form, cloned where it is wanted, and put away when it is pressed again
  const moves = button.parentElement, name = button.dataset.opens, there = moves.querySelector(`[data-keep="${name}"]`);
  if (there) there.remove(); else moves.append(document.getElementById(name).content.cloneNode(true));
  button.setAttribute("aria-expanded", String(!there));
  if (!there) moves.querySelector(`[data-keep="${name}"]`).querySelector("button, select, textarea, input").focus();
}

export function listen(part) {
  part.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move], [data-opens]");
    if (!button) return;
    if (button.dataset.opens) open(button); else inTurn(button);
  });
  part.addEventListener("submit", (event) => { // Enter in a form with one move presses it
    if (event.target.method === "post") return;
    event.preventDefault();
    const moves = event.target.querySelectorAll("[data-move]");
    if (moves.length === 1) inTurn(moves[0]);
  });
}

export function keep(before, after) { // what is being written, what is open and what went wrong survives a swap
  const said = before.querySelector(".trouble:not([hidden])"), there = after.querySelector(".trouble");
  if (said && there) { there.textContent = said.textContent; there.hidden = false; }
  for (const panel of before.querySelectorAll("[data-keep]")) {
    const opener = after.querySelector(`[data-opens="${panel.dataset.keep}"]`);
    if (!opener) continue;
    opener.parentElement.append(panel);
    opener.setAttribute("aria-expanded", "true");
  }
}

export const focused = (part) => part.contains(document.activeElement) ? document.activeElement.dataset.key || "row" : null;

export function refocus(key, part) { // to the same control, else the first there is, else the part itself
  (part.querySelector(`[data-key="${key}"]`) || (key !== "row" && part.querySelector(".moves button")) || part).focus({ preventScroll: true });
}
