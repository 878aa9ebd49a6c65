// Sounds of new alerts: five quick tones for high priority, three for medium, one soft for low; made here, no files.
const TONES = { // [pitch, from second]
  high: [[880, 0], [880, 0.18], [880, 0.36], [1175, 0.72], [1175, 0.9]],
  medium: [[660, 0], [660, 0.3], [660, 0.6]],
  low: [[440, 0]],
};
const RANK = ["high", "medium", "low"];
const button = document.getElementById("sound");
const said = document.getElementById("sound-said");
const kept = { get on() { try { return localStorage.getItem("sound") === "on"; } catch { return false; } }, set on(to) { try { localStorage.setItem("sound", to ? "on" : "off"); } catch { /* not kept then */ } } };
let context = null, on = false;

function show() {
  const plays = on && context?.state === "running";
  button.setAttribute("aria-pressed", String(plays));
  button.dataset.played ??= "0";
  said.textContent = !window.AudioContext ? button.dataset.none : (on || kept.on) && !plays ? button.dataset.blocked : "";
}

async function start() {
  if (!window.AudioContext) return show();
  context ??= new AudioContext();
  context.onstatechange = show;
  on = true;
  await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 500))]); // some never say no
  show();
}

export function play(priorities) { // the most urgent of them
  const priority = RANK.find((one) => priorities.includes(one));
  if (!priority || !on || context?.state !== "running") return show();
  for (const [pitch, from] of TONES[priority]) {
    const tone = context.createOscillator(), volume = context.createGain(), at = context.currentTime + from;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(priority === "low" ? 0.15 : 0.4, at + 0.02);
    volume.gain.linearRampToValueAtTime(0, at + 0.15);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.16);
  }
  button.dataset.played = `${Number(button.dataset.played) + 1}`;
  button.dataset.last = priority;
}

button.addEventListener("click", async (event) => {
  event.stopPropagation();
  if (on && context?.state === "running") { on = kept.on = false; return show(); }
  kept.on = true;
  await start();
  play(["low"]); // so that one hears that it works
});
for (const press of ["click", "keydown"]) { // whoever had it on before: the first press anywhere lets the browser play
  document.addEventListener(press, () => { if (kept.on && !on) start(); });
}
show();
