// Reads the question that is shown aloud: .listen in form[data-steps]. Only by a voice of the machine itself, in the
// page's language; where there is none the button never shows. Nothing that is asked is sent anywhere.
const form = document.querySelector("form[data-steps]");
const listen = form.querySelector(".listen");

function voice() {
  const language = document.documentElement.lang;
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(language));
}

function offer() {
  listen.hidden = !voice();
}

function words() {
  const step = form.querySelector("[data-step]:not([hidden])");
  return [...step.querySelectorAll(".asked, .easy strong, .answers span")].map((one) => one.textContent.trim());
}

function quiet() {
  speechSynthesis.cancel();
  listen.setAttribute("aria-pressed", "false");
}

if ("speechSynthesis" in window) {
  offer();
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  listen.addEventListener("click", () => {
    const wasReading = listen.getAttribute("aria-pressed") === "true";
    quiet();
    if (wasReading) return;
    for (const part of words()) {
      const said = new SpeechSynthesisUtterance(part);
      said.voice = voice();
      said.lang = said.voice.lang;
      said.rate = 0.85;
      speechSynthesis.speak(said);
    }
    listen.setAttribute("aria-pressed", "true");
  });
  form.addEventListener("click", (event) => { if (event.target.closest(".steps button:not(.listen)")) quiet(); });
  addEventListener("pagehide", quiet);
}
