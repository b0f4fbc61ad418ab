/* How far the table is: asked again every two seconds while something runs. Without it, a link does the same. */
"use strict";
(() => {
  const running = () => document.getElementById("progress")?.dataset.running === "yes";
  async function look() {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById("progress");
      if (now) document.getElementById("progress").replaceWith(now);
    } finally {
      if (running()) setTimeout(look, 2000);
    }
  }
  if (running()) setTimeout(look, 2000);
})();
