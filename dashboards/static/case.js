// An alert's page: takes its parts from the server's stream, and sends what staff press.
import { follow, make } from "./live.js";
import { focused, keep, listen, refocus } from "./moves.js";

const page = document.getElementById("page");

follow(page.dataset.stream, {
  parts: (told) => {
    for (const [id, html] of Object.entries(told)) {
      const old = document.getElementById(id), fresh = make(html), held = focused(old);
      keep(old, fresh);
      old.replaceWith(fresh);
      if (held) refocus(held, fresh);
    }
  },
});
listen(page);
