/* Keys on the desk's pages: / search, j and k along a list's rows, x chooses the row, ? shows them all; links and buttons name theirs
   in data-key. Not while something is typed; who does not want them switches them off under ? (WCAG 2.1.4). */
"use strict";
(() => {
  const NAME = "desk-keys";
  const help = document.getElementById("keys");
  const off = document.getElementById("keys-off");
  const stopped = () => localStorage.getItem(NAME) === "off";
  if (off) {
    off.checked = stopped();
    off.addEventListener("change", () => { localStorage.setItem(NAME, off.checked ? "off" : "on"); });
  }
  document.getElementById("keys-open")?.addEventListener("click", () => help.showModal());
  document.getElementById("keys-close")?.addEventListener("click", () => help.close());

  const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a[href]"));
  function along(step) {
    const all = rows();
    const now = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + step))];
    next?.querySelector("a[href]").focus();
    return Boolean(next);
  }
  function choose() {
    const box = document.activeElement?.closest("tr")?.querySelector("input[type=checkbox]");
    box?.click();
    return Boolean(box);
  }
  const keys = {
    "/": () => { const search = document.getElementById("desk-q"); search?.focus(); return Boolean(search); },
    "j": () => along(1), "k": () => along(-1), "x": choose,
    "?": () => { help?.showModal(); return Boolean(help); },
  };
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || help?.open || stopped()) return;
    if (at instanceof HTMLElement && (at.isContentEditable || (/^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName) && at.type !== "checkbox"))) return;
    const link = [...document.querySelectorAll("[data-key]")].find((a) => a.dataset.key === event.key);
    if (link) { event.preventDefault(); link.click(); } else if (keys[event.key]?.()) event.preventDefault();
  });
})();
