"""The words of templates: collect, check, compile. ``python -m tools.messages collect|check|compile``

Source words are Japanese. ``machinami/ui/locale/<locale>/LC_MESSAGES/django.po`` holds the others; the desk
stays Japanese and is not collected. やさしい日本語 may leave a word out (the Japanese serves).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polib

from machinami.ui.catalogues import compile_all

ROOT = Path(__file__).resolve().parent.parent
LOCALES = {"en": "en", "zh_Hans": "zh-hans", "ko": "ko", "ja_Easy": "ja-easy"}
SOURCES = ("machinami/ui/templates", "machinami/shells/portal", "machinami/project/templates",
           "machinami/capabilities/identity/templates/identity/sign_in.html", "machinami/services")
_TRANSLATE = re.compile(r"{%\s*(?:translate|trans)\s+\"((?:[^\"\\]|\\.)*)\"")
_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?)(?:{%\s*plural\s*%}.*?)?{%\s*endblocktranslate\s*%}", re.DOTALL)
_GETTEXT = re.compile(r"\b_\(\"((?:[^\"\\]|\\.)*)\"\)")


def collect() -> dict[str, list[str]]:
    """Source words → files that use them."""
    found: dict[str, list[str]] = {}
    for source in SOURCES:
        base = ROOT / source
        files = [base] if base.is_file() else [*base.rglob("*.html"), *base.rglob("*.py")]
        for file in files:
            if "/desk" in str(file.relative_to(ROOT)) or "/tests/" in str(file):
                continue
            text = file.read_text("utf-8")
            words = _GETTEXT.findall(text) if file.suffix == ".py" else _TRANSLATE.findall(text) + [
                re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", block) for block in _BLOCK.findall(text)]
            for word in words:
                found.setdefault(word, []).append(str(file.relative_to(ROOT)))
    return found


def path(locale: str) -> Path:
    return ROOT / "machinami" / "ui" / "locale" / locale / "LC_MESSAGES" / "django.po"


def _open(locale: str) -> polib.POFile:
    if path(locale).exists():
        return polib.pofile(str(path(locale)))
    po = polib.POFile()
    po.metadata = {"Language": locale, "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit",
                   "Plural-Forms": "nplurals=1; plural=0;"}
    return po


def update() -> None:
    """Add new words to every locale and drop those no longer used."""
    words = collect()
    for locale in LOCALES:
        po = _open(locale)
        kept = {e.msgid: e for e in po if e.msgid in words}
        po.clear()
        for word in sorted(words):
            po.append(kept.get(word) or polib.POEntry(msgid=word, msgstr=""))
        path(locale).parent.mkdir(parents=True, exist_ok=True)
        po.save(str(path(locale)))


def missing() -> list[str]:
    """Words that a locale lacks, and placeholders that differ."""
    words, found = collect(), []
    for locale in LOCALES:
        known = {e.msgid: e.msgstr for e in _open(locale)}
        for word in words:
            said = known.get(word, "")
            if not said and locale != "ja_Easy":
                found.append(f"{locale}: {word!r} ({words[word][0]})")
            elif said and set(re.findall(r"%\(\w+\)s", said)) != set(re.findall(r"%\(\w+\)s", word)):
                found.append(f"{locale}: placeholders of {word!r}")
    return found


def main() -> int:
    what = sys.argv[1] if len(sys.argv) > 1 else "check"
    if what == "collect":
        update()
    if what in ("collect", "compile"):
        compile_all()
        return 0
    found = missing()
    print("\n".join(found) or f"{len(collect())} words in {len(LOCALES)} locales")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
