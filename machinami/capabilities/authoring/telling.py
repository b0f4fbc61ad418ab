"""What the loader and the linter find (in English, for engineers), in the desk's words, saying what to do."""

from __future__ import annotations

import re

#: (what was found, what to do). The first that fits says it; anything else is told as it is.
_WORDS: tuple[tuple[str, str | None], ...] = (
    (r"Field required", "入力してください"),
    (r"(?:Tuple|List|String) should have at least (\d+) (?:items?|characters?).*", r"\1つ以上入れてください"),
    (r"String should match pattern.*", "英小文字で始め、英小文字・数字・_ だけにしてください"),
    (r"Input should be a valid (?:date|string).*", "日付を入力してください"),
    (r"Input should be (?:greater|less) than or equal to (-?\d+)", r"\1までの範囲の数にしてください"),
    (r"Input should be a valid integer.*", "数字で入力してください"),
    (r"Input should be (.+)", r"次のどれかを選んでください: \1"),
    (r"words need their Japanese version.*", "日本語を入力してください"),
    (r"lacks ((?:en|zh|ko|easy)(?:, (?:en|zh|ko|easy))*): (.*)", None),
    (r"a condition is one of all.*", "条件の「どの答え」と「くらべ方」と「値」を選んでください"),
    (r"(?:no field $|.*no field )(\S*)", r"「\1」という項目はありません。名前を確かめるか、条件を消してください"),
    (r"(\S+) has no sub-field (\S+)", r"「\1」に「\2」はありません"),
    (r"(\S+) is used (\d+) times", r"コード「\1」が\2回使われています。別のコードにしてください"),
    (r"(\S+) names both an answer and a sub-field of a person", r"コード「\1」が、一人ずつ聞く項目と重なっています。別のコードにしてください"),
    (r"(\S+) is no members field", r"「\1」は人を入れる項目ではありません"),
    (r"the register has no (\S+)", r"住民記録に「\1」はありません"),
    (r"no table (\S+)", r"表「\1」がありません。「確かめと同意」で表を作ってください"),
    (r"a fee needs its code|the city has no fee ?(\S*)", "区の手数料の表から種類を選んでください"),
    (r"these depend on each other in a circle: (.+)", r"項目が互いに相手を待っています（\1）。どれかの条件を消してください"),
    (r"depends on (\S+), which is asked later", r"「\1」はこのあとで聞きます。質問の順を変えるか、条件を変えてください"),
    (r"no acceptable answers found.*", "最後まで答えられる道がありません。条件と対象でない人の決まりを確かめてください"),
    (r"a bank account is sensitive: true", "口座は「大切な情報」にしてください"),
    (r"approved without any condition", "条件なしで、すぐに承認されます。これでよいか確かめてください"),
    (r"each step's days come after.*", "手順の日数は前の手順以上、審査の目安以下にしてください"),
    (r"the desk has no reasons to pick.*", "却下の理由（行政手続法8条）を1つ以上書いてください"),
    (r"no step decides", "「決定」の手順を加えてください"),
    (r"no section (\S*)", "担当課を選んでください"),
    (r"no notice (\S+)", r"お知らせ「\1」はありません"),
    (r"say where it is found.*", "「どこに載せるか」を定めてください"),
    (r"the service's manifest says this already", "この手続きの載せ場所は製品に書いてあります。「どこに載せるか」を消してください"),
    (r"a mailed link needs an e-mail address", "メールのリンクで署名できるようにするには、メールアドレスの項目のコードを入力してください"),
    (r"without an e-mail address the person is known by the birth date", "メールアドレスがないときは、生年月日の項目のコードを入力してください"),
    (r"(\S+) is sensitive, which is not for other people's eyes", r"「\1」は大切な情報なので、署名する人に見せられません。見せる項目から外してください"),
    (r"(\S+) is not of the kind (\S+)", r"「\1」は種類が違います。氏名・日付・メールアドレスの項目のコードを入力してください"),
    (r"less than min", "「多くて何人」は「少なくとも何人」以上にしてください"),
    (r"closes before it opens", "受付を終える日は、始める日より後にしてください"),
)
_LANGUAGES = {"en": "英語", "zh": "中国語", "ko": "韓国語", "easy": "やさしい日本語"}


def told(message: str) -> str:
    """``lacks en, ko: 氏名`` → 「氏名」の英語、韓国語を入力してください."""
    message = message.removeprefix("Value error, ").strip()
    for pattern, words in _WORDS:
        match = re.fullmatch(pattern, message)
        if match and words is None:
            missing = "、".join(_LANGUAGES[v] for v in match[1].split(", "))
            return f"「{match[2][:30]}」の{missing}を入力してください"
        if match:
            return match.expand(words)
    return message
