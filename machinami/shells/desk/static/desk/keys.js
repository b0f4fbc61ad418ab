/* Keys on the desk's pages: links that name a key in data-key, and / for the search. Not while something is typed. */
"use strict";
document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName))) return;
  const search = document.getElementById("desk-q");
  const link = [...document.querySelectorAll("a[data-key]")].find((a) => a.dataset.key === event.key);
  if (event.key === "/" && search) { event.preventDefault(); search.focus(); }
  else if (link) { event.preventDefault(); link.click(); }
});
