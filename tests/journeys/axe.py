"""What axe-core and the page's own measures say: once in full, then the colours again in the other themes. What stands in
a frame is a page of its own, and looked at as one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ("light", "dark", "hc")

#: Everything that can be opened is opened; then the whole, then what depends on colours alone, theme by theme.
LOOK = """async ([tags, themes]) => {
  const root = document.documentElement, told = [];
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  const tell = (theme, r) => r.violations.forEach(v => told.push(theme + ' ' + v.id + ': ' + v.nodes.slice(0, 2).map(
    n => n.html.slice(0, 200) + ' ' + n.failureSummary.replace(/\\s+/g, ' ')).join(' | ')));
  for (const [n, theme] of themes.entries()) {
    root.dataset.theme = theme;
    tell(theme, await axe.run(document, {
      runOnly: n ? ['color-contrast'] : tags, resultTypes: ['violations'], preload: false, iframes: false}));
  }
  if (root.scrollWidth > root.clientWidth) told.push('scrolls sideways: ' + wide());
  if (document.querySelectorAll('h1').length !== 1) told.push('not one h1');
  return told;
  function wide() {
    return [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll')
      && e.getBoundingClientRect().right > root.clientWidth + 1).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ');
  }
}"""


@cache
def source() -> str:
    return (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text("utf-8")


def into(page: Any) -> Any:
    """Every document this page opens has axe-core from its beginning. Returns the page."""
    page.add_init_script(source())
    return page


def look(page: Any, themes: tuple[str, ...] = THEMES) -> list[str]:
    """What is wrong with the page as it stands, in words; empty when nothing is. ``into`` has put axe-core there."""
    page.wait_for_load_state("load")  # a page whose style sheet is still on its way has targets of no size
    return [f"{page.url} {told}" for told in page.evaluate(LOOK, [TAGS, list(themes)])]


def sideways(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
