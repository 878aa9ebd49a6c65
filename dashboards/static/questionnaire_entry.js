// Entering a paper: a number key chooses in the question that has the focus, and goes on to the next.
const sheets = [...document.querySelectorAll(".entry fieldset")];
for (const [place, sheet] of sheets.entries()) {
  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const wanted = [...sheet.querySelectorAll("input")].find((one) => one.value !== "" && one.value === event.key);
    if (!wanted) return;
    event.preventDefault();
    wanted.checked = true;
    const after = sheets[place + 1];
    (after ? after.querySelector("input") : document.querySelector(".entry .main")).focus();
  });
}
