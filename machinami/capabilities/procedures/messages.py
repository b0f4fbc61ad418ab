"""What a resident reads when an answer can't be taken yet. Each says what to do (docs: UX wording)."""

from __future__ import annotations

from machinami.foundation.i18n import Text

ENTER = Text(
    ja="{label}を入力してください", easy="{label}を 書いてください", en="Please enter “{label}”.",
    zh="请输入“{label}”。", ko="‘{label}’을(를) 입력해 주세요.")
CHOOSE = Text(
    ja="{label}を選んでください", easy="{label}を えらんでください", en="Please choose “{label}”.",
    zh="请选择“{label}”。", ko="‘{label}’을(를) 선택해 주세요.")
ADD_FILE = Text(
    ja="{label}のファイルを選んでください", easy="{label}の ファイルを えらんでください",
    en="Please choose a file for “{label}”.", zh="请选择“{label}”的文件。", ko="‘{label}’ 파일을 선택해 주세요.")
AGREE = Text(
    ja="内容を読んで、チェックを入れてください", easy="読んで、チェックを 入れてください",
    en="Please read this and tick the box.", zh="请阅读内容并勾选。", ko="내용을 읽고 체크해 주세요.")
AGAIN = Text(
    ja="{label}を確かめて、入力しなおしてください", easy="{label}を たしかめて、もういちど 書いてください",
    en="Please check “{label}” and enter it again.", zh="请确认“{label}”后重新输入。",
    ko="‘{label}’을(를) 확인하고 다시 입력해 주세요.")
LEAVE_OUT = Text(
    ja="{label}は、ほかの答えから見ると必要ありません。消してください",
    easy="{label}は いりません。消してください", en="“{label}” is not needed with your other answers. Please remove it.",
    zh="根据其他回答，不需要“{label}”。请删除。", ko="다른 답변에 따라 ‘{label}’은(는) 필요 없습니다. 지워 주세요.")
UNKNOWN = Text(
    ja="この手続きにない項目です。消してください", easy="この てつづきに ない ことです。消してください",
    en="This procedure has no such item. Please remove it.", zh="此手续没有该项目。请删除。",
    ko="이 절차에 없는 항목입니다. 지워 주세요.")
TOO_LONG = Text(
    ja="{label}は{max}文字までで入力してください", easy="{label}は {max}文字までで 書いてください",
    en="Please keep “{label}” to {max} characters or fewer.", zh="“{label}”请控制在{max}个字以内。",
    ko="‘{label}’은(는) {max}자 이내로 입력해 주세요.")
TOO_SHORT = Text(
    ja="{label}は{min}文字以上で入力してください", easy="{label}は {min}文字より 長く 書いてください",
    en="Please enter at least {min} characters for “{label}”.", zh="“{label}”请输入至少{min}个字。",
    ko="‘{label}’은(는) {min}자 이상 입력해 주세요.")
CHARACTERS = Text(
    ja="{label}に使えない文字があります。入力しなおしてください",
    easy="{label}に つかえない 文字が あります。もういちど 書いてください",
    en="“{label}” contains a character we cannot use. Please type it again.",
    zh="“{label}”中有无法使用的字符。请重新输入。", ko="‘{label}’에 사용할 수 없는 문자가 있습니다. 다시 입력해 주세요.")
KANA = Text(
    ja="{label}はカタカナで入力してください", easy="{label}は カタカナで 書いてください",
    en="Please enter “{label}” in katakana.", zh="“{label}”请用片假名输入。", ko="‘{label}’은(는) 가타카나로 입력해 주세요.")
DATE_REAL = Text(
    ja="{label}に、実際にある日付を入力してください", easy="{label}に、本当に ある 日を 書いてください",
    en="Please enter a real date for “{label}”.", zh="“{label}”请输入实际存在的日期。",
    ko="‘{label}’에 실제로 있는 날짜를 입력해 주세요.")
DATE_UNTIL_TODAY = Text(
    ja="{label}は今日までの日付にしてください", easy="{label}は 今日までの 日に してください",
    en="“{label}” must be today or earlier.", zh="“{label}”请填写今天或之前的日期。",
    ko="‘{label}’은(는) 오늘까지의 날짜로 해 주세요.")
DATE_FROM_TODAY = Text(
    ja="{label}は今日からあとの日付にしてください", easy="{label}は 今日から あとの 日に してください",
    en="“{label}” must be today or later.", zh="“{label}”请填写今天或之后的日期。",
    ko="‘{label}’은(는) 오늘 이후의 날짜로 해 주세요.")
DATE_UNTIL = Text(
    ja="{label}は{day}までの日付にしてください", easy="{label}は {day}までの 日に してください",
    en="“{label}” must be {day} or earlier.", zh="“{label}”请填写{day}或之前的日期。",
    ko="‘{label}’은(는) {day}까지의 날짜로 해 주세요.")
DATE_FROM = Text(
    ja="{label}は{day}からあとの日付にしてください", easy="{label}は {day}から あとの 日に してください",
    en="“{label}” must be {day} or later.", zh="“{label}”请填写{day}或之后的日期。",
    ko="‘{label}’은(는) {day} 이후의 날짜로 해 주세요.")
PHONE = Text(
    ja="{label}は10桁か11桁の数字で入力してください", easy="{label}は 10けたか 11けたの 数字で 書いてください",
    en="Please enter “{label}” as 10 or 11 digits, or with + and a country code.",
    zh="“{label}”请输入10位或11位数字。", ko="‘{label}’은(는) 10자리 또는 11자리 숫자로 입력해 주세요.")
EMAIL = Text(
    ja="{label}は name@example.jp のような形で入力してください", easy="{label}は name@example.jp の形で 書いてください",
    en="Please enter “{label}” like name@example.jp.", zh="“{label}”请按 name@example.jp 的格式输入。",
    ko="‘{label}’은(는) name@example.jp 형식으로 입력해 주세요.")
POSTAL = Text(
    ja="郵便番号は7桁の数字で入力してください", easy="ゆうびん番号は 7けたの 数字で 書いてください",
    en="Please enter the postal code as 7 digits.", zh="邮政编码请输入7位数字。", ko="우편번호는 7자리 숫자로 입력해 주세요.")
NUMBER = Text(
    ja="{label}は数字で入力してください", easy="{label}は 数字で 書いてください", en="Please enter “{label}” as a number.",
    zh="“{label}”请输入数字。", ko="‘{label}’은(는) 숫자로 입력해 주세요.")
AT_LEAST = Text(
    ja="{label}は{min}以上にしてください", easy="{label}は {min}か、それより 大きくしてください",
    en="“{label}” must be {min} or more.", zh="“{label}”请输入{min}或以上。", ko="‘{label}’은(는) {min} 이상으로 해 주세요.")
AT_MOST = Text(
    ja="{label}は{max}までにしてください", easy="{label}は {max}までに してください",
    en="“{label}” must be {max} or less.", zh="“{label}”请输入{max}或以下。", ko="‘{label}’은(는) {max} 이하로 해 주세요.")
MORE_ROWS = Text(
    ja="{label}を{min}人以上入力してください", easy="{label}を {min}人より 多く 書いてください",
    en="Please enter at least {min} for “{label}”.", zh="“{label}”请至少输入{min}人。", ko="‘{label}’을(를) {min}명 이상 입력해 주세요.")
FEWER_ROWS = Text(
    ja="{label}は{max}人までにしてください。多いときは担当課に連絡してください",
    easy="{label}は {max}人までです。多いときは 区役所に 電話してください",
    en="“{label}” takes up to {max} people. For more, please contact the section in charge.",
    zh="“{label}”最多{max}人。超过时请联系负责部门。", ko="‘{label}’은(는) {max}명까지입니다. 더 많으면 담당과에 연락해 주세요.")
FEWER_CHOICES = Text(
    ja="{label}は{max}個まで選べます", easy="{label}は {max}こまで えらべます", en="Please choose up to {max} for “{label}”.",
    zh="“{label}”最多可选{max}项。", ko="‘{label}’은(는) {max}개까지 선택할 수 있습니다.")
FEWER_FILES = Text(
    ja="{label}のファイルは{max}個までにしてください", easy="{label}の ファイルは {max}こまでです",
    en="Please attach up to {max} files for “{label}”.", zh="“{label}”最多可添加{max}个文件。",
    ko="‘{label}’ 파일은 {max}개까지 첨부할 수 있습니다.")
FILE_AGAIN = Text(
    ja="{label}のファイルを、もう一度選んでください", easy="{label}の ファイルを もういちど えらんでください",
    en="Please choose the file for “{label}” again.", zh="请重新选择“{label}”的文件。", ko="‘{label}’ 파일을 다시 선택해 주세요.")
BANK = Text(
    ja="金融機関の名前か4桁の番号を入力してください", easy="銀行の 名前か 4けたの 番号を 書いてください",
    en="Please enter the bank’s name or its 4-digit code.", zh="请输入金融机构名称或4位代码。",
    ko="금융기관 이름 또는 4자리 번호를 입력해 주세요.")
BANK_WHICH = Text(
    ja="同じ名前の金融機関があります。4桁の番号で入力してください（{candidates}）",
    easy="同じ 名前の 銀行が あります。番号で 書いてください（{candidates}）",
    en="Several banks match. Please enter the 4-digit code ({candidates}).",
    zh="有多个同名金融机构。请输入4位代码（{candidates}）。", ko="같은 이름의 금융기관이 있습니다. 4자리 번호로 입력해 주세요({candidates}).")
BRANCH = Text(
    ja="{bank}の支店の名前か3桁の番号を入力してください", easy="{bank}の 支店の 名前か 3けたの 番号を 書いてください",
    en="Please enter the branch name or 3-digit code of {bank}.", zh="请输入{bank}的支行名称或3位代码。",
    ko="{bank}의 지점 이름 또는 3자리 번호를 입력해 주세요.")
BRANCH_WHICH = Text(
    ja="同じ名前の支店があります。3桁の番号で入力してください（{candidates}）",
    easy="同じ 名前の 支店が あります。番号で 書いてください（{candidates}）",
    en="Several branches match. Please enter the 3-digit code ({candidates}).",
    zh="有多个同名支行。请输入3位代码（{candidates}）。", ko="같은 이름의 지점이 있습니다. 3자리 번호로 입력해 주세요({candidates}).")
ACCOUNT_NUMBER = Text(
    ja="口座番号は7桁までの数字で入力してください", easy="口座番号は 7けたまでの 数字で 書いてください",
    en="Please enter the account number as up to 7 digits.", zh="账号请输入7位以内的数字。", ko="계좌번호는 7자리 이하의 숫자로 입력해 주세요.")
YUCHO = Text(
    ja="ゆうちょ銀行は、通帳の記号（5桁）と番号（8桁まで）を入力してください",
    easy="ゆうちょ銀行は、通帳の 記号（5けた）と 番号（8けたまで）を 書いてください",
    en="For Japan Post Bank, please enter the symbol (5 digits) and number (up to 8 digits) in your passbook.",
    zh="邮储银行请输入存折上的记号（5位）和番号（8位以内）。", ko="유초은행은 통장의 기호(5자리)와 번호(8자리 이하)를 입력해 주세요.")
HOLDER = Text(
    ja="口座名義はカタカナで、通帳と同じに入力してください", easy="口座の 名前は カタカナで、通帳と 同じに 書いてください",
    en="Please enter the account holder in katakana, as in the passbook.", zh="账户名请用片假名输入，与存折一致。",
    ko="계좌 명의는 통장과 같게 가타카나로 입력해 주세요.")
