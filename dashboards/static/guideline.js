// Ticks a step off without loading the page anew; without JavaScript the form does the same by itself.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-steps]"), pressed = event.submitter;
  if (!form || !pressed) return;
  event.preventDefault();
  const trouble = form.querySelector("[data-trouble]"), at = [...form.querySelectorAll("button")].indexOf(pressed);
  form.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, tick: pressed.value });
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("guideline");
    const old = document.getElementById("guideline");
    if (!fresh) { location.reload(); return; }
    old.replaceWith(fresh);
    fresh.querySelectorAll("[data-steps] button")[at]?.focus({ preventScroll: true });
  } catch {
    trouble.textContent = trouble.dataset.trouble;
    trouble.hidden = false;
    form.removeAttribute("aria-busy");
  }
});
