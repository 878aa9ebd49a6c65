// A connection's feed: lines come by the server's stream, newest on top; pause and filter are this page's own.
import { follow, make } from "./live.js";

const MOST = 300; // lines on the page, and lines that wait while it is paused
const list = document.getElementById("feed"), words = document.getElementById("words").dataset;
const pause = document.getElementById("pause"), only = document.getElementById("only"), text = document.getElementById("text");
let paused = false, waiting = [], missed = 0;

function wanted(line) {
  const kind = line.dataset.kind;
  if (only.value === "told" && kind !== "told" && kind !== "again") return false;
  if (only.value === "refused" && kind !== "refused" && kind !== "noted") return false;
  return line.textContent.toLowerCase().includes(text.value.trim().toLowerCase());
}

function filter() {
  for (const line of list.querySelectorAll(".line")) line.hidden = !wanted(line);
  for (const file of document.querySelectorAll("[data-file]")) {
    file.href = file.href.split("?")[0] + (only.value ? `?only=${only.value}` : "");
  }
}

function note(says) { list.prepend(make(`<li class="over">${says}</li>`)); }

function show(lines, more) {
  if (more) note(words.more.replace("{n}", more));
  for (const { id, html } of lines) {
    if (document.getElementById(`m-${id}`)) continue; // it was there before the stream began anew
    const line = make(html);
    line.hidden = !wanted(line);
    list.prepend(line);
  }
  while (list.children.length > MOST) list.lastElementChild.remove();
}

function label() { pause.textContent = paused ? words.resume.replace("{n}", waiting.length + missed) : words.pause; }

pause.addEventListener("click", () => {
  paused = !paused;
  if (!paused) { show(waiting, missed); waiting = []; missed = 0; }
  label();
});
only.addEventListener("change", filter);
text.addEventListener("input", filter);

follow(list.dataset.stream, {
  lines: (told) => {
    const ours = (one) => document.getElementById(`m-${one.id}`) || waiting.some((two) => two.id === one.id);
    if (told.whole && told.lines.length && list.querySelector(".line") && !told.lines.some(ours)) note(words.gap); // it was away for long
    if (!paused) return show(told.lines, told.more);
    const known = new Set(waiting.map((one) => one.id));
    waiting.push(...told.lines.filter((one) => !known.has(one.id) && !document.getElementById(`m-${one.id}`)));
    missed += told.more + Math.max(0, waiting.length - MOST);
    waiting = waiting.slice(-MOST);
    label();
  },
  glance: (told) => { document.getElementById("glance").innerHTML = told.html; },
});
pause.hidden = false;
only.disabled = text.disabled = false;
