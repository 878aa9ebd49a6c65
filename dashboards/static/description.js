// A device's description: one press takes the range that was seen.
for (const button of document.querySelectorAll("[data-low]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = (name) => button.closest("fieldset").querySelector(`[name=${name}]`);
    field("minimum").value = button.dataset.low;
    field("maximum").value = button.dataset.high;
    field("minimum").focus();
  });
}
