// What live pages share: the stream, the bar that says when it is lost, and times that count by themselves.
const lost = document.getElementById("lost");
const live = document.getElementById("live");
export const words = document.getElementById("words").dataset;
const units = words.units.split(",");
const SILENT = 12000; // the server says something at least every 5 s
let source, heard = Date.now(), tried = 0, ahead = words.now - Date.now(), clocks = {};

export const make = (html) => { const t = document.createElement("template"); t.innerHTML = html.trim(); return t.content.firstElementChild; };
const hand = (ms, zone) => new Date(ms).toLocaleTimeString("sv", { hour: "2-digit", minute: "2-digit", timeZone: zone });

export function age(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} ${units[0]}`;
  if (s < 3600) return `${Math.floor(s / 60)} ${units[1]}`;
  const two = (many, unit, rest, smaller) => rest ? `${many} ${unit} ${rest} ${smaller}` : `${many} ${unit}`;
  if (s < 86400) return two(Math.floor(s / 3600), units[2], Math.floor(s % 3600 / 60), units[1]);
  return two(Math.floor(s / 86400), units[3], Math.floor(s % 86400 / 3600), units[2]);
}

function exactly(ms) { // 1:05, as long as somebody waits for it; then as an age
  const s = Math.floor(Math.abs(ms) / 1000);
  return s < 3600 ? `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}` : age(Math.abs(ms));
}

export function count() { // a home with its own clock ages by that clock
  for (const row of document.querySelectorAll(".row")) {
    const now = row.dataset.own ? clocks[row.dataset.own] : Date.now() + ahead;
    if (!now) continue;
    const say = (name, text) => { const shown = row.querySelector(name); if (shown && shown.textContent !== text) shown.textContent = text; };
    say("[data-age]", age(now - row.dataset.onset));
    if (row.dataset.own) say("[data-clock]", hand(now, row.dataset.zone));
    if (!row.dataset.due) continue;
    const left = row.dataset.due - now;
    row.classList.toggle("late", left < 0);
    say("[data-left]", (left < 0 ? words.late : words.left).replace("{time}", exactly(left)));
  }
}

function alive() {
  heard = Date.now();
  lost.hidden = true;
  if (live) live.hidden = false;
  document.body.classList.remove("stale");
}

function dead(kind) {
  const text = lost.dataset[kind].replace("{time}", hand(heard));
  if (lost.hidden || lost.textContent !== text) lost.textContent = text;
  lost.hidden = false;
  if (live) live.hidden = true;
  document.body.classList.add("stale");
}

// Nothing is swapped under a finger: what comes while something is pressed waits until the press has counted.
let pressed = 0;
const waiting = [];
function release() { clearTimeout(pressed); pressed = 0; while (waiting.length) waiting.shift()(); }
document.addEventListener("pointerdown", () => { clearTimeout(pressed); pressed = setTimeout(release, 2000); }, true);
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => { if (pressed) { clearTimeout(pressed); pressed = setTimeout(release, 60); } }, true);
}

export function follow(url, handlers) {
  const all = { ...handlers, clock: (told) => { ahead = told.now - Date.now(); clocks = told.homes; } };
  function connect() {
    if (source) source.close();
    tried = Date.now();
    source = new EventSource(url);
    for (const [name, then] of Object.entries(all)) {
      source.addEventListener(name, (event) => {
        const act = () => { then(JSON.parse(event.data)); count(); };
        alive();
        if (pressed) waiting.push(act); else act();
      });
    }
    source.onerror = async () => {
      dead("lost");
      if (source.readyState !== EventSource.CLOSED) return; // else the browser tries again by itself
      const answer = await fetch("/api/me", { headers: { Accept: "application/json" } }).catch(() => null);
      if (answer && answer.status === 401) dead("out"); else setTimeout(connect, 3000);
    };
  }
  setInterval(count, 1000);
  setInterval(() => { // a network that is gone without a word: say it, and try anew
    if (Date.now() - heard < SILENT) return;
    if (lost.hidden) dead("lost");
    if (Date.now() - tried > SILENT) connect();
  }, 1000);
  connect();
  count();
}
