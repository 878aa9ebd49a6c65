// A questionnaire one question a screen: form[data-steps] with fieldset[data-step]. Without this all stand below each
// other and can be answered too. Choosing never goes on by itself; Enter does what Next does. A reload of this tab
// brings back what was chosen; it is forgotten when the form is sent or left.
const form = document.querySelector("form[data-steps]");
const steps = [...form.querySelectorAll("[data-step]")];
const [back, over, next] = [".back", ".over", ".main"].map((name) => form.querySelector(name));
const choose = form.querySelector(".choose");
const draft = `questionnaire ${form.elements.instrument.value} ${form.elements.who.value} ${location.pathname}`;
let at = 0;

function chosen(step) {
  return step.querySelector("input:checked");
}

function show(number, focus = true) {
  at = number;
  steps.forEach((step, place) => { step.hidden = place !== at; });
  choose.hidden = true;
  back.hidden = at === 0;
  over.hidden = false;
  next.textContent = at === steps.length - 1 ? form.dataset.done : form.dataset.next;
  form.classList.add("one");
  if (focus) {
    scrollTo(0, 0);
    steps[at].querySelector(".asked").focus({ preventScroll: true });
  }
}

function keep() {
  const said = Object.fromEntries([...form.querySelectorAll("input[type=radio]:checked")].map((one) => [one.name, one.value]));
  try { sessionStorage.setItem(draft, JSON.stringify({ at, said })); } catch { /* full or forbidden: only a reload loses */ }
}

function forget() {
  try { sessionStorage.removeItem(draft); } catch { /* nothing was kept then */ }
}

function bringBack() {
  if (performance.getEntriesByType("navigation")[0]?.type !== "reload") forget(); // a new one, not the same again
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(draft)); } catch { return 0; }
  if (!kept) return 0;
  for (const [name, value] of Object.entries(kept.said)) {
    const one = form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
    if (one) one.checked = true;
  }
  return Math.min(kept.at, steps.length - 1);
}

form.addEventListener("change", () => { choose.hidden = true; keep(); });
back.addEventListener("click", () => { show(at - 1); keep(); });
over.addEventListener("click", () => {
  const one = chosen(steps[at]);
  if (one) one.checked = false;
  if (at < steps.length - 1) {
    show(at + 1);
    keep();
  } else {
    forget();
    form.submit();
  }
});
form.addEventListener("submit", (event) => {
  if (!chosen(steps[at])) {
    event.preventDefault();
    choose.textContent = form.dataset.choose;
    choose.hidden = false;
    steps[at].querySelector("input").focus();
  } else if (at < steps.length - 1) {
    event.preventDefault();
    show(at + 1);
    keep();
  } else {
    forget();
    next.disabled = true;
  }
});
for (const link of document.querySelectorAll(".leave a")) link.addEventListener("click", forget);
show(bringBack(), false);
