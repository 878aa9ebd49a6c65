// Keeps the board live: takes rows from the server's stream, counts ages up, sends what staff press.
const board = document.getElementById("board");
const lost = document.getElementById("lost");
const live = document.getElementById("live");
const units = board.dataset.units.split(",");
const csrf = document.querySelector("meta[name=csrf]").content;
const SILENT = 12000; // the server says something at least every 5 s
let source, heard = Date.now(), tried = 0, ahead = 0, clocks = {};

const shelf = (name) => board.querySelector(`[data-shelf="${name}"]`);
const rowOf = (id) => document.getElementById(`alert-${id}`);
const make = (html) => { const t = document.createElement("template"); t.innerHTML = html.trim(); return t.content.firstElementChild; };

function age(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} ${units[0]}`;
  if (s < 3600) return `${Math.floor(s / 60)} ${units[1]}`;
  const two = (many, unit, rest, smaller) => rest ? `${many} ${unit} ${rest} ${smaller}` : `${many} ${unit}`;
  if (s < 86400) return two(Math.floor(s / 3600), units[2], Math.floor(s % 3600 / 60), units[1]);
  return two(Math.floor(s / 86400), units[3], Math.floor(s % 86400 / 3600), units[2]);
}

function count() { // a home with its own clock ages by that clock
  for (const row of board.querySelectorAll(".row")) {
    const own = row.dataset.own;
    const now = own ? clocks[own] : Date.now() + ahead;
    const shown = row.querySelector("[data-age]");
    const clock = row.querySelector("[data-clock]");
    if (shown && now) shown.textContent = age(now - row.dataset.onset);
    if (clock && now) clock.textContent = new Date(now).toLocaleTimeString("sv", { hour: "2-digit", minute: "2-digit", timeZone: row.dataset.zone });
  }
}

function keep(before, after) { // what is being written, and an opened panel, survive a swap
  const was = before.querySelector("details"), is = after.querySelector("details");
  if (!was || !is) return;
  is.open = was.open;
  for (const field of was.querySelectorAll("input")) {
    const same = is.querySelector(`[name="${field.name}"]`);
    same.value = field.value;
    same.checked = field.checked;
  }
}

function refocus(key, row) { // to the same control, else the row's first, else the row itself
  (row.querySelector(`[data-key="${key}"]`) || row.querySelector(".moves button, .moves summary") || row).focus({ preventScroll: true });
}

function put({ shelf: name, html }) {
  const row = make(html), old = document.getElementById(row.id);
  const held = old && old.contains(document.activeElement) ? document.activeElement.dataset.key || "row" : null;
  if (old) { keep(old, row); old.remove(); }
  const next = [...shelf(name).children].find((other) => other.dataset.order > row.dataset.order);
  shelf(name).insertBefore(row, next || null);
  if (held) refocus(held, row);
}

function snapshot(html) {
  const held = document.activeElement, id = held && held.closest && held.closest(".row")?.id, key = held?.dataset.key;
  const kept = new Map([...board.querySelectorAll(".row")].map((row) => [row.id, row]));
  board.innerHTML = html;
  for (const row of board.querySelectorAll(".row")) if (kept.has(row.id)) keep(kept.get(row.id), row);
  if (id) { const row = document.getElementById(id); if (row) refocus(key, row); else document.getElementById("main").focus(); }
}

function summarise(text, open, more) {
  board.querySelector("[data-summary]").textContent = text;
  board.querySelector("[data-more]").hidden = !more;
  document.title = document.title.replace(/^(\(\d+\) )?/, open ? `(${open}) ` : "");
}

function alive() {
  heard = Date.now();
  lost.hidden = true;
  live.hidden = false;
  document.body.classList.remove("stale");
}

function dead(words) {
  const time = new Date(heard).toLocaleTimeString("sv", { hour: "2-digit", minute: "2-digit" });
  const text = lost.dataset[words].replace("{time}", time);
  if (lost.hidden || lost.textContent !== text) lost.textContent = text;
  lost.hidden = false;
  live.hidden = true;
  document.body.classList.add("stale");
}

function connect() {
  if (source) source.close();
  tried = Date.now();
  source = new EventSource(board.dataset.stream);
  const on = (name, then) => source.addEventListener(name, (event) => { alive(); then(JSON.parse(event.data)); });
  on("board", (told) => { snapshot(told.html); summarise(told.summary, told.open, told.more); count(); });
  on("rows", (told) => {
    for (const id of told.gone) rowOf(id)?.remove();
    for (const row of told.put) put(row);
    summarise(told.summary, told.open, told.more);
    if (told.spoken.length) document.getElementById("spoken").textContent = told.spoken.join(". ");
    count();
  });
  on("clock", (told) => { ahead = told.now - Date.now(); clocks = told.homes; count(); });
  source.onerror = async () => {
    dead("lost");
    if (source.readyState !== EventSource.CLOSED) return; // else the browser tries again by itself
    const answer = await fetch("/api/me", { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer && answer.status === 401) dead("out"); else setTimeout(connect, 3000);
  };
}

async function press(button) {
  const row = button.closest(".row"), form = button.closest("form"), trouble = row.querySelector(".trouble");
  const body = { version: Number(row.dataset.version) };
  if (button.dataset.outcome) {
    body.outcome = button.dataset.outcome;
    body.cause = form.elements.cause.value;
    if (form.elements.minutes.value) body.minutes = Number(form.elements.minutes.value);
    if (form.elements.visit.checked) body.visit = true;
  }
  row.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/api/alerts/${row.dataset.id}/${button.dataset.move}`, {
      method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    });
    if (!answer.ok) { trouble.textContent = answer.status === 409 ? board.dataset.first : (await answer.json()).detail; trouble.hidden = false; }
  } catch { trouble.textContent = board.dataset.failed; trouble.hidden = false; }
  row.removeAttribute("aria-busy");
}

board.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (button && button.closest(".row").getAttribute("aria-busy") !== "true") press(button);
});
board.addEventListener("submit", (event) => event.preventDefault());
setInterval(() => count(), 1000);
setInterval(() => { // a network that is gone without a word: say it, and try anew
  if (Date.now() - heard < SILENT) return;
  if (lost.hidden) dead("lost");
  if (Date.now() - tried > SILENT) connect();
}, 1000);
connect();
count();
