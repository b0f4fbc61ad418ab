"""Pages that people have made their own: letters twice as large, wider spacing, the device's colours, no movement.

What axe-core finds on every page stands in ``test_every_page``; here is what it can't see.
"""

from __future__ import annotations

import pytest

from tests.journeys import axe
from tests.journeys.visiting import Visitor, chosen, own, repeated

#: WCAG 1.4.12, set through the object model since the pages let no other style in; then what no longer fits.
SPACED = """() => {
  const sheet = document.styleSheets[0];
  for (const rule of ['*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}',
                      'p{margin-bottom:2em!important}']) sheet.insertRule(rule, sheet.cssRules.length);
}"""
LOST = """() => {
  const root = document.documentElement, told = [];
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  if (root.scrollWidth > root.clientWidth) told.push('scrolls sideways');
  for (const e of document.querySelectorAll('main *, header *, footer *')) {
    if (e.closest('.hidden, .scroll, select')) continue;
    const s = getComputedStyle(e), r = e.getBoundingClientRect();
    if (s.overflow !== 'visible' && e.tagName !== 'INPUT' && e.tagName !== 'TEXTAREA' && e.scrollHeight > e.clientHeight + 2)
      told.push('cut off: ' + e.outerHTML.slice(0, 120));
    if (r.width && (r.left < -1 || r.right > root.clientWidth + 1)) told.push('outside: ' + e.outerHTML.slice(0, 120));
  }
  return told.slice(0, 3);
}"""
#: With the device's colours a thing keeps its shape only by its border; texts keep the words.
SHAPELESS = """() => [...document.querySelectorAll('button:not(.plain, .hidden), .button, .note, .panel, .chip, input, select, textarea')]
  .filter(e => e.type !== 'hidden' && e.type !== 'checkbox' && e.type !== 'radio' && e.getClientRects().length)
  .filter(e => { const s = getComputedStyle(e); return s.borderTopStyle === 'none' || parseFloat(s.borderTopWidth) < 1; })
  .map(e => e.outerHTML.slice(0, 120))"""
MOVES = """() => document.getAnimations().length + [...document.querySelectorAll('*')].filter(
  e => getComputedStyle(e).transitionDuration.split(',').some(d => parseFloat(d) > 0.001)).length"""


def visits(scenes: dict, language: str, *parts: str):
    for part in parts:
        for scene in scenes["pages"][part]:
            if own(scene, language) and not scene["do"] and (not repeated(scene) or chosen(scene, 12)):
                yield scene


@pytest.mark.parametrize("language", ["ja", "en"])
def test_letters_twice_as_large_and_wider_spacing_lose_nothing(device, city_hall, scenes, language):
    """ミツさん has letters at 200 %; somebody else spaces them out (WCAG 1.4.4, 1.4.12)."""
    visitor = Visitor(device(640, still=True), scenes, city_hall.url)
    for scene in visits(scenes, language, *(["open", "resident", "desk"] if language == "ja" else ["resident"])):
        visitor.open(scene, language)
        visitor.page.wait_for_load_state("load")  # its style sheet is there
        for kind, change in (("spaced", SPACED), ("200 %", "document.documentElement.style.fontSize = '200%'")):
            visitor.page.evaluate(change)
            visitor.wrong += [f"{visitor.page.url} {kind} {lost}" for lost in visitor.page.evaluate(LOST)]
    assert not visitor.wrong, "\n".join([str(len(visitor.wrong)), *visitor.wrong[:12]])


def test_the_devices_own_colours_and_no_movement(device, city_hall, scenes):
    visitor = Visitor(device(390, still=True, forced_colors="active"), scenes, city_hall.url)
    for scene in [*visits(scenes, "ko", "open")][::3] + [*visits(scenes, "ko", "resident")][-45:] + [*visits(scenes, "ja", "desk")]:
        visitor.open(scene, "ko")
        visitor.page.wait_for_load_state("load")
        visitor.wrong += [f"{visitor.page.url} has no shape: {e}" for e in visitor.page.evaluate(SHAPELESS)]
        if visitor.page.evaluate(MOVES):
            visitor.wrong.append(f"{visitor.page.url} moves")
    assert not visitor.wrong, "\n".join([str(len(visitor.wrong)), *visitor.wrong[:12]])


PLANTED = """<html lang="ja"><head><title>a</title><style>.note{border:0} .cut{overflow:hidden;height:1rem}
a{transition:color .5s}</style></head><body><main><h1>a</h1><div class="note">b</div><div class="cut"><p>c</p><p>d</p></div>
<p style="width:900px">e</p><p style="color:#ccc;background:#fff">low</p><a href="/">f</a><input></main></body></html>"""


def test_the_measures_see_what_is_wrong(browser):
    """A page with a mistake of each kind: none passes unseen."""
    page = axe.into(browser.new_page(viewport={"width": 320, "height": 640}))
    page.goto("about:blank")
    page.set_content(PLANTED)
    lost, told = " ".join(page.evaluate(LOST)), " ".join(axe.look(page, ("light",)))
    assert all(word in lost for word in ("scrolls sideways", "cut off", "outside"))
    assert all(word in told for word in ("label", "color-contrast", "scrolls sideways"))
    assert any("note" in e for e in page.evaluate(SHAPELESS)) and page.evaluate(MOVES)
    page.close()


def test_every_language_is_really_spoken(device):
    page = device(390)
    for language, words in (("en", "What are you looking for?"), ("zh-hans", "您在找什么？"), ("ko", "무엇을 찾으시나요?")):
        page.goto(f"/{language}/")
        assert words in page.locator("h1").inner_text()
