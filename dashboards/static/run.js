// A run's page: takes its parts from the server's stream; where a link is focused, it stays so.
import { follow, make } from "./live.js";

follow(document.getElementById("page").dataset.stream, {
  parts: (told) => {
    for (const [id, html] of Object.entries(told)) {
      const old = document.getElementById(id), fresh = make(html), held = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
      const scrolled = [...old.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
      old.replaceWith(fresh);
      [...fresh.querySelectorAll(".scroll")].forEach((one, place) => { one.scrollLeft = scrolled[place] || 0; });
      if (held) fresh.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus();
    }
    const stop = document.getElementById("stop");
    if (stop) stop.hidden = !document.querySelector("#how progress");
  },
});
