// The board: takes rows from the server's stream, sounds for those that call, and goes by keys.
import { follow, make } from "./live.js";
import { focused, keep, listen, refocus } from "./moves.js";
import { play } from "./sound.js";

const board = document.getElementById("board");
const letters = document.getElementById("letters");
const AGAIN = 30000; // an overdue alert of high priority sounds again so often
const shelf = (name) => board.querySelector(`[data-shelf="${name}"]`);
const rows = () => [...board.querySelectorAll(".row")];
let late = new Set(), sounded = Date.now();

function put({ shelf: name, html }) {
  const row = make(html), old = document.getElementById(row.id), held = old && focused(old), from = old?.parentElement.dataset.shelf;
  if (old) { keep(old, row); old.remove(); }
  const next = [...shelf(name).children].find((other) => other.dataset.order > row.dataset.order);
  shelf(name).insertBefore(row, next || null);
  if (!held) return;
  if (from !== name && row.classList.contains("closed")) board.querySelector("[data-summary]").focus(); // done: on with the queue
  else { refocus(held, row); row.scrollIntoView({ block: "nearest" }); }
}

function move({ id, order, follows, together }) { // it says the same; only where it stands among others is new
  const row = document.getElementById(`alert-${id}`);
  if (!row) return;
  const held = focused(row), badge = row.querySelector("[data-together]"), shelf = row.parentElement;
  row.dataset.order = order;
  row.classList.toggle("follows", follows);
  badge.textContent = together;
  badge.hidden = !together;
  const active = document.activeElement;
  shelf.insertBefore(row, [...shelf.children].find((other) => other !== row && other.dataset.order > order) || null);
  if (held) active.focus({ preventScroll: true });
}

function snapshot(html) {
  const held = document.activeElement, id = held?.closest?.(".row")?.id, key = held?.dataset.key || "row";
  const kept = new Map(rows().map((row) => [row.id, row]));
  board.innerHTML = html;
  for (const row of rows()) if (kept.has(row.id)) keep(kept.get(row.id), row);
  if (id) { const row = document.getElementById(id); if (row) refocus(key, row); else document.getElementById("main").focus(); }
}

function summarise(told) {
  board.querySelector("[data-summary]").textContent = told.summary;
  board.querySelector("[data-more]").hidden = !told.more;
  const elsewhere = board.querySelector("[data-elsewhere]");
  elsewhere.textContent = told.elsewhere;
  elsewhere.hidden = !told.elsewhere;
  document.title = document.title.replace(/^(\(\d+\) )?/, told.open ? `(${told.open}) ` : "");
}

follow(board.dataset.stream, {
  board: (told) => { snapshot(told.html); summarise(told); },
  rows: (told) => {
    for (const id of told.gone) document.getElementById(`alert-${id}`)?.remove();
    for (const row of told.put) put(row);
    for (const row of told.moved) move(row);
    summarise(told);
    if (told.spoken.length) document.getElementById("spoken").textContent = told.spoken.join(". ");
    if (told.called.length) { play(told.called); sounded = Date.now(); }
  },
});
listen(board);

setInterval(() => { // what becomes overdue sounds once; while it is of high priority, again and again
  const overdue = rows().filter((row) => row.classList.contains("late"));
  const priority = (row) => ["high", "medium", "low"].find((one) => row.classList.contains(one));
  const fresh = overdue.filter((row) => !late.has(row.id)), urgent = overdue.filter((row) => row.classList.contains("high"));
  const sounds = fresh.length ? fresh : Date.now() - sounded > AGAIN ? urgent : [];
  if (sounds.length) { play(sounds.map(priority)); sounded = Date.now(); }
  late = new Set(overdue.map((row) => row.id));
}, 1000);

// Keys. Arrows go between rows once one is in the board; letters can be turned off for who speaks to the machine.
const PRESS = { s: "acknowledge", w: "way", t: "arrive", c: "close" };
letters.checked = localStorage.getItem("letters") !== "off";
letters.addEventListener("change", () => localStorage.setItem("letters", letters.checked ? "on" : "off"));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
  const all = rows(), row = event.target.closest(".row"), at = all.indexOf(row);
  const arrow = row && { ArrowDown: 1, ArrowUp: -1 }[event.key], letter = letters.checked && { j: 1, k: -1 }[event.key];
  const next = arrow || letter ? all[Math.min(all.length - 1, Math.max(0, at + (arrow || letter)))] : null;
  if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); event.preventDefault(); return; }
  if (!row) return;
  if (event.key === "Enter" && event.target === row) row.querySelector("h3 a").click();
  if (event.key === "Escape") { row.querySelector('[data-keep="closing"]') && row.querySelector('[data-key="close"]').click(); row.focus(); }
  const button = letters.checked && PRESS[event.key] && row.querySelector(`[data-key="${PRESS[event.key]}"]`);
  if (button) { button.click(); event.preventDefault(); }
});
