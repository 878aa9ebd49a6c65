// Ticks a step off without loading the page anew, and shows what others tick; without JavaScript the form does it by itself.
const every = 10000;

function put(html) { // what has not changed is left alone, and whoever uses a keyboard stays where they are
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("guideline"), old = document.getElementById("guideline");
  if (!fresh || !old || fresh.outerHTML === old.outerHTML) return;
  const at = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
  old.replaceWith(fresh);
  if (at >= 0) fresh.querySelectorAll("button, a")[at]?.focus({ preventScroll: true });
}

async function renew(form) {
  const answer = await fetch(form.action.replace(/steps$/, "guideline"));
  if (answer.ok) put(await answer.text());
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-steps]"), pressed = event.submitter;
  if (!form || !pressed) return;
  event.preventDefault();
  const trouble = form.querySelector("[data-trouble]");
  form.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, tick: pressed.value });
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (!answer.ok && answer.type !== "opaqueredirect") throw new Error(answer.statusText);
    pressed.focus({ preventScroll: true });
    await renew(form);
  } catch {
    trouble.textContent = trouble.dataset.trouble;
    trouble.hidden = false;
  }
  form.removeAttribute("aria-busy");
});

setInterval(() => {
  const form = document.querySelector("[data-steps]");
  if (form && !document.hidden && !form.hasAttribute("aria-busy")) renew(form).catch(() => {});
}, every);
