// The tablet counts down to the next step and stays awake. Without this it says the time, which is enough.

const until = document.querySelector(".until[data-due]");

function countDown() {
  const seconds = Math.ceil((Number(until.dataset.due) - Date.now()) / 1000);
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const rest = String(Math.abs(seconds) % 60).padStart(2, "0");
  until.querySelector(".left").textContent = seconds > 0 ? `${minutes}:${rest}` : "";
}

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // The tablet may go dark; the session goes on.
  }
}

if (until) {
  countDown();
  setInterval(countDown, 1000);
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
