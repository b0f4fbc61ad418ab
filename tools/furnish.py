"""Make a new service from the one definition of the rooms. ``script/furnish GROUP NAME --size kiosk|counter|office``"""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = {
    "kiosk": ("manifest.py", "README.md", "procedure.yaml", "tests"),
    "counter": ("manifest.py", "README.md", "procedure.yaml", "tests", "rules.py", "actions.py", "desk.py", "demo.py"),
    "office": ("manifest.py", "README.md", "procedure.yaml", "tests", "rules.py", "actions.py", "queries.py", "models.py",
               "desk.py", "portal.py", "demo.py"),
}
_MANIFEST = '''"""What {name} declares."""

from __future__ import annotations

from machinami.foundation.manifest import Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="{name}", en="{name}", zh="{name}", ko="{name}", easy="{name}"),
    summary=Text(ja="{name}の手続きです。", en="The procedure {name}.", zh="{name}手续。", ko="{name} 절차입니다.",
                 easy="{name}の てつづきです。"),
    owner="residents",
    category="office",
    legal_basis=("根拠の法令を書く",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    keywords=("{name}",),
    unverified=("すべて（作ったばかり）",),
)
'''
_PROCEDURE = '''# {name}
code: {name}
section: residents
updated: {today}
title: {{ja: {name}, easy: {name}, en: {name}, zh: {name}, ko: {name}}}
summary: {{ja: {name}の手続きです。, easy: {name}の てつづきです。, en: The procedure {name}., zh: {name}手续。, ko: {name} 절차입니다.}}
keywords: [{name}]
who: {{ja: 杉並区に住む人, easy: 杉並区に 住む 人, en: Residents of Suginami, zh: 杉并区居民, ko: 스기나미구 주민}}
deadline:
  text: {{ja: いつでも申請できます, easy: いつでも できます, en: You can apply at any time., zh: 随时可以申请。, ko: 언제든지 신청할 수 있습니다.}}
cost: {{ja: 無料, easy: お金は いりません, en: Free, zh: 免费, ko: 무료}}
duration: 3
legal_basis: [根拠の法令を書く]
routes:
  online: {{ja: このページから申請できます, easy: この ページで できます, en: Apply on this page., zh: 可在本页面申请。, ko: 이 페이지에서 신청할 수 있습니다.}}
unverified: [すべて（作ったばかり）]
identity_level: 2
sections:
  - code: applicant
    title: {{ja: 申請する人, easy: あなたの こと, en: About you, zh: 申请人, ko: 신청인}}
    questions:
      - code: applicant
        heading: {{ja: あなたの名前を入力してください, easy: あなたの 名前を 書いてください, en: "What is your name?", zh: 请输入您的姓名, ko: 성명을 입력해 주세요}}
        fields:
          - {{code: applicant_name, kind: name, label: {{ja: 氏名, easy: 名前, en: Name, zh: 姓名, ko: 성명}}, prefill: name}}
steps:
  - {{code: review, title: {{ja: 内容の確認, en: Review, zh: 确认内容, ko: 내용 확인}}, kind: review, days: 3}}
  - {{code: decide, title: {{ja: 決定, en: Decision, zh: 决定, ko: 결정}}, kind: decide, days: 5}}
target_days: 5
refusal_reasons:
  - {{code: not_met, text: 申請の要件を満たしていないため, law: 根拠の法令を書く}}
retention_years: 5
'''
_README = "# {name}\n\nWhom it serves, by which law, and its limits.\n"
_TEST = '''"""杉並 花子さん applies for {name} and the desk has it. (Write here whom it is for, and what must not go wrong.)"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.identity.testing import resident
from machinami.capabilities.procedures import actions
from machinami.capabilities.procedures.linting import lint_file
from machinami.capabilities.procedures.testing import apply
from machinami.foundation.actors import system


def test_complete_in_every_language():
    assert lint_file(Path(__file__).parents[1] / "procedure.yaml") == []


@pytest.mark.django_db
def test_a_resident_applies_and_the_desk_has_it():
    hanako = resident("0000000001")
    actions.publish_definitions(actor=system("test"))
    sent = apply(actor=hanako, code="{name}")
    assert cases.case(actor=hanako, case_id=sent.id, purpose="試験").row.code == "{name}"
'''
_BLANK = '"""{what} of {name}."""\n\nfrom __future__ import annotations\n'


def furnish(group: str, name: str, size: str, root: Path = ROOT) -> list[Path]:
    """Write the rooms of a new service; refuses an existing name. Returns the files."""
    for word in (group, name):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", word):
            raise SystemExit(f"{word}: small letters, digits and underscores, please")
    services = root / "machinami" / "services"
    if any(p.name == name for p in services.glob("*/*")):
        raise SystemExit(f"{name} exists already")
    folder = services / group / name
    written = []
    for room in SIZES[size]:
        if room == "tests":
            written += [_write(folder / "tests" / "__init__.py", ""), _write(folder / "tests" / f"test_{name}.py",
                                                                            _TEST.format(name=name))]
            continue
        template = {"manifest.py": _MANIFEST, "procedure.yaml": _PROCEDURE, "README.md": _README}.get(room)
        text = template.format(name=name, today=date.today()) if template else _BLANK.format(what=room.removesuffix(".py"), name=name)
        if room in ("desk.py", "portal.py"):
            text += "\nurlpatterns: list = []\n"
        if room == "demo.py":
            text += '\n\ndef load(say) -> None:  # noqa: ANN001\n    """Sample data; none yet."""\n'
        written.append(_write(folder / room, text))
    for package in (folder, folder.parent):
        if not (package / "__init__.py").exists():
            written.append(_write(package / "__init__.py", ""))
    return written


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("group")
    parser.add_argument("name")
    parser.add_argument("--size", choices=SIZES, default="kiosk")
    options = parser.parse_args()
    for path in furnish(options.group, options.name, options.size):
        print(path.relative_to(ROOT))
    print("\nNow say in procedure.yaml what is asked, and run: machinami procedures lint; script/test --sqlite")


if __name__ == "__main__":
    main()
