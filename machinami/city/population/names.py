"""Names for synthetic people: common and variant kanji, Latin, Chinese and Korean ones. No real person."""

from __future__ import annotations

_FAMILY = """佐藤 サトウ|鈴木 スズキ|高橋 タカハシ|田中 タナカ|伊藤 イトウ|渡辺 ワタナベ|山本 ヤマモト|中村 ナカムラ|小林 コバヤシ|加藤 カトウ|
吉田 ヨシダ|山田 ヤマダ|佐々木 ササキ|山口 ヤマグチ|松本 マツモト|井上 イノウエ|木村 キムラ|林 ハヤシ|斎藤 サイトウ|清水 シミズ|山崎 ヤマザキ|森 モリ|
池田 イケダ|橋本 ハシモト|阿部 アベ|石川 イシカワ|山下 ヤマシタ|中島 ナカジマ|石井 イシイ|小川 オガワ|前田 マエダ|岡田 オカダ|長谷川 ハセガワ|
藤田 フジタ|後藤 ゴトウ|近藤 コンドウ|村上 ムラカミ|遠藤 エンドウ|青木 アオキ|坂本 サカモト|福田 フクダ|太田 オオタ|西村 ニシムラ|藤井 フジイ|
金子 カネコ|岡本 オカモト|藤原 フジワラ|三浦 ミウラ|中野 ナカノ|中川 ナカガワ|原田 ハラダ|松田 マツダ|竹内 タケウチ|小野 オノ|田村 タムラ|
中山 ナカヤマ|和田 ワダ|石田 イシダ|森田 モリタ|上田 ウエダ|原 ハラ|内田 ウチダ|柴田 シバタ|酒井 サカイ|宮崎 ミヤザキ|横山 ヨコヤマ|高木 タカギ|
髙橋 タカハシ|髙木 タカギ|山﨑 ヤマザキ|𠮷田 ヨシダ|濵田 ハマダ|渡邊 ワタナベ|渡邉 ワタナベ|齋藤 サイトウ|齊藤 サイトウ|澤田 サワダ|廣瀬 ヒロセ|櫻井 サクライ|
眞鍋 マナベ|五十嵐 イガラシ|勅使河原 テシガワラ|東海林 ショウジ|小鳥遊 タカナシ|一 ニノマエ"""
_MALE = """翔 ショウ|蓮 レン|大翔 ヒロト|悠真 ユウマ|健太 ケンタ|拓也 タクヤ|大輔 ダイスケ|誠 マコト|浩 ヒロシ|博 ヒロシ|隆 タカシ|茂 シゲル|勇 イサム|清 キヨシ|
正 タダシ|実 ミノル|学 マナブ|直樹 ナオキ|陽太 ヨウタ|湊 ミナト|樹 イツキ|和也 カズヤ|達也 タツヤ|哲也 テツヤ|秀樹 ヒデキ|修 オサム|進 ススム|三郎 サブロウ"""
_FEMALE = """陽菜 ヒナ|葵 アオイ|結衣 ユイ|さくら サクラ|美咲 ミサキ|愛 アイ|彩 アヤ|恵 メグミ|裕子 ユウコ|直美 ナオミ|由美子 ユミコ|久美子 クミコ|幸子 サチコ|
和子 カズコ|節子 セツコ|洋子 ヨウコ|恵子 ケイコ|京子 キョウコ|ハナ ハナ|キヨ キヨ|千代 チヨ|凛 リン|紬 ツムギ|莉子 リコ|真由美 マユミ|明美 アケミ|文子 フミコ|トミ トミ"""


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((a, b) for a, b in (x.split() for x in text.replace("\n", "").split("|")))


FAMILY = _pairs(_FAMILY)
MALE = _pairs(_MALE)
FEMALE = _pairs(_FEMALE)

#: (nationality, language, family, given, sex, kana family, kana given) – split names.
SPLIT_FOREIGN = (
    ("CN", "zh-hans", "王", "伟", "male", "ワン", "ウェイ"), ("CN", "zh-hans", "李", "娜", "female", "リー", "ナー"),
    ("CN", "zh-hans", "张", "敏", "female", "ジャン", "ミン"), ("CN", "zh-hans", "刘", "洋", "male", "リウ", "ヤン"),
    ("KR", "ko", "金", "民俊", "male", "キム", "ミンジュン"), ("KR", "ko", "李", "瑞妍", "female", "イ", "ソヨン"),
    ("KR", "ko", "朴", "志勳", "male", "パク", "ジフン"), ("TW", "zh-hans", "陳", "怡君", "female", "チェン", "イージュン"),
)
#: (nationality, language, full name, kana, sex) – names without the family/given split.
WHOLE_FOREIGN = (
    ("PH", "en", "DELA CRUZ MARIA CRISTINA SANTOS", "デラ クルズ マリア クリスティナ サントス", "female"),
    ("US", "en", "JOHNSON CHRISTOPHER ALEXANDER", "ジョンソン クリストファー アレクサンダー", "male"),
    ("NP", "en", "SHRESTHA BISHNU BAHADUR", "シュレスタ ビシュヌ バハドゥル", "male"),
    ("VN", "ja", "NGUYEN THI THU HUONG", "グエン ティ トゥ フオン", "female"),
    ("BR", "ja", "DE OLIVEIRA SILVA PEDRO HENRIQUE JOSE", "デ オリヴェイラ シルヴァ ペドロ エンリケ ジョゼ", "male"),
    ("ID", "ja", "SUHARTINI", "スハルティニ", "female"), ("MM", "en", "AUNG", "アウン", "male"),
    ("IN", "en", "VENKATANARASIMHARAJUVARIPETA LAKSHMI", "ヴェンカタナラシンハラジュヴァリペータ ラクシュミ", "female"),
)
BUILDINGS = ("コーポ", "メゾン", "ハイツ", "グリーンハイム", "パークホームズ", "サンライズ", "第二", "レジデンス")
