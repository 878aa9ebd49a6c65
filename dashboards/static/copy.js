// Buttons that copy what stands in the element they name: [data-copy="id"]. Where the browser gives no clipboard (a page
// that comes without TLS), the text is marked, so that Ctrl+C takes it.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    const range = document.createRange();
    range.selectNodeContents(text);
    const marked = getSelection();
    marked.removeAllRanges();
    marked.addRange(range);
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.classList.add("done");
      button.dataset.said ??= button.textContent;
      button.textContent = `${button.dataset.said} ✓`;
    } catch {
      text.focus();
    }
  });
}
