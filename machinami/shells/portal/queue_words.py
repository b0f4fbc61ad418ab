"""The words of the queue's pages, in five versions."""

from __future__ import annotations

from machinami.foundation.i18n import Text

WORDS: dict[str, Text] = {
    "title": Text(ja="窓口の順番", en="Queue at the counters", zh="窗口排队", ko="창구 순번", easy="まどぐちの じゅんばん"),
    "take": Text(ja="来る前に番号札を取る", en="Take a ticket before you come", zh="来厅前取号", ko="방문 전에 번호표 받기", easy="来る 前に 番号札を とる"),
    "take_hint": Text(ja="順番は先に取れます。着いたら、窓口の表示にある6桁の番号を入力してください。それまでは呼ばれません。",
                      en="You keep your place from now. When you arrive, enter the six digits on the display at the counters. You are not called before that.",
                      zh="现在即可占位。到达后请输入窗口显示屏上的六位数字。在此之前不会叫号。", ko="지금 순번을 받을 수 있습니다. 도착하면 창구 표시판의 6자리 숫자를 입력해 주세요. 그 전에는 호출되지 않습니다.",
                      easy="じゅんばんを 先に とれます。ついたら まどぐちの 画面の 6つの 数字を 入れてください。それまでは よばれません。"),
    "errands": Text(ja="用件（いくつでも選べます）", en="What do you come for? (choose all that apply)", zh="办理事项（可多选）", ko="용건 (여러 개 선택 가능)", easy="ようじ（いくつでも えらべます）"),
    "errand": Text(ja="用件", en="Errand", zh="事项", ko="용건", easy="ようじ"),
    "now": Text(ja="いま来たときの待ち時間の見込み", en="Expected wait if you came now", zh="现在到达的预计等候时间", ko="지금 오시면 예상 대기 시간", easy="いま 来たら まつ 時間"),
    "get": Text(ja="番号札を取る", en="Take a ticket", zh="取号", ko="번호표 받기", easy="番号札を とる"),
    "board": Text(ja="呼出しの表示を見る", en="See the call display", zh="查看叫号屏", ko="호출 표시 보기", easy="よびだしの 画面を 見る"),
    "your": Text(ja="あなたの番号", en="Your number", zh="您的号码", ko="내 번호", easy="あなたの 番号"),
    "ahead": Text(ja="前に待っている人", en="People ahead of you", zh="前面等候人数", ko="앞의 대기 인원", easy="前で まっている 人"),
    "people": Text(ja="{n}人", en="{n}", zh="{n}人", ko="{n}명", easy="{n}人"),
    "wait": Text(ja="待ち時間の見込み", en="Expected wait", zh="预计等候时间", ko="예상 대기 시간", easy="まつ 時間（だいたい）"),
    "about": Text(ja="約{n}分（{low}分から{high}分）", en="about {n} min ({low} to {high} min)", zh="约{n}分钟（{low}至{high}分钟）", ko="약 {n}분 ({low}~{high}분)",
                  easy="だいたい {n}分（{low}分から {high}分）"),
    "off": Text(ja="最近の見込みの外れは平均±{n}分です", en="Recent forecasts were off by ±{n} min on average", zh="近期预计的平均误差为±{n}分钟", ko="최근 예상의 평균 오차는 ±{n}분입니다",
                easy="見込みは 平均で ±{n}分 ちがいます"),
    "not_today": Text(ja="窓口が閉まるまでに呼べないおそれがあります。職員にお尋ねください", en="You may not be called before the counters close. Please ask the staff.",
                      zh="可能在关门前叫不到号。请咨询工作人员", ko="창구가 닫히기 전에 호출되지 못할 수 있습니다. 직원에게 문의하세요", easy="きょうは よべないかもしれません。職員に きいてください"),
    "go": Text(ja="{counter}番の窓口へお越しください", en="Please go to counter {counter}", zh="请到{counter}号窗口", ko="{counter}번 창구로 오세요", easy="{counter}番の まどぐちへ 来てください"),
    "waiting": Text(ja="お待ちください", en="Please wait", zh="请等候", ko="기다려 주세요", easy="まっていてください"),
    "on_the_way": Text(ja="まだ着いていません", en="Not here yet", zh="尚未到达", ko="아직 도착하지 않음", easy="まだ ついていません"),
    "held": Text(ja="書類の記入などで、いったん席を外しています。終わったら{counter}番の窓口へ戻ってください", en="On hold, e.g. to fill in a form. When done, return to counter {counter}.",
                 zh="暂停办理（如填写表格）。完成后请回到{counter}号窗口", ko="서류 작성 등으로 잠시 보류 중입니다. 끝나면 {counter}번 창구로 돌아오세요", easy="書類を かいています。おわったら {counter}番の まどぐちへ もどってください"),
    "missed": Text(ja="お呼びしましたが、いらっしゃいませんでした。窓口の6桁の番号を入力すると、列に戻れます", en="We called you but nobody came. Enter the six digits to rejoin the line.",
                   zh="已叫号但您未到。输入六位数字即可重新排队", ko="호출했으나 오지 않으셨습니다. 6자리 숫자를 입력하면 다시 줄을 설 수 있습니다", easy="よびましたが いませんでした。6つの 数字を 入れると もどれます"),
    "done": Text(ja="終わりました", en="Finished", zh="已办完", ko="끝났습니다", easy="おわりました"),
    "given_up": Text(ja="取り消しました", en="Cancelled", zh="已取消", ko="취소했습니다", easy="とりけしました"),
    "lapsed": Text(ja="この日の窓口は終わりました", en="The counters have closed for that day", zh="当日窗口已结束", ko="그날의 창구가 끝났습니다", easy="この日の まどぐちは おわりました"),
    "here": Text(ja="窓口の6桁の番号", en="Six digits at the counters", zh="窗口的六位数字", ko="창구의 6자리 숫자", easy="まどぐちの 6つの 数字"),
    "arrived": Text(ja="着きました", en="I am here", zh="我已到达", ko="도착했습니다", easy="つきました"),
    "give_up": Text(ja="番号札を取り消す", en="Cancel the ticket", zh="取消号码", ko="번호표 취소", easy="番号札を とりけす"),
    "as_of": Text(ja="{at}現在。ひとりでに新しくなります。ならないときは、この画面を開き直してください", en="As of {at}. This page renews itself; if not, open it again.", zh="{at}现在。页面会自动更新；如未更新请重新打开",
                  ko="{at} 현재. 자동으로 갱신됩니다. 갱신되지 않으면 다시 열어 주세요", easy="{at}の ようすです。ひとりでに あたらしくなります"),
    "called": Text(ja="お呼びしている番号", en="Now calling", zh="正在叫号", ko="호출 번호", easy="よんでいる 番号"),
    "number": Text(ja="番号", en="Number", zh="号码", ko="번호", easy="番号"),
    "counter": Text(ja="窓口", en="Counter", zh="窗口", ko="창구", easy="まどぐち"),
    "nobody": Text(ja="いま、お呼びしている番号はありません", en="No number is being called now", zh="目前没有叫号", ko="지금 호출 중인 번호가 없습니다", easy="いま よんでいる 番号は ありません"),
    "in_line": Text(ja="待っている人：{n}人", en="Waiting: {n}", zh="等候：{n}人", ko="대기: {n}명", easy="まっている 人：{n}人"),
    "speak": Text(ja="番号を読み上げる", en="Read numbers aloud", zh="朗读号码", ko="번호 읽어 주기", easy="番号を よみあげる"),
    "busy": Text(ja="混む時間", en="Busy hours", zh="繁忙时段", ko="혼잡 시간", easy="こむ 時間"),
    "busy_hint": Text(ja="過去90日の、待ち時間の真ん中の値（分）です", en="Median wait in minutes over the last 90 days", zh="过去90天的等候时间中位数（分钟）", ko="최근 90일 대기 시간의 중앙값(분)", easy="まえの 90日の まつ 時間（分）"),
    "hour": Text(ja="{n}時台", en="{n}:00", zh="{n}点", ko="{n}시", easy="{n}時"),
    "none": Text(ja="いま、順番を取れる窓口はありません", en="There are no counters to queue for now", zh="目前没有可取号的窗口", ko="지금 번호표를 받을 수 있는 창구가 없습니다", easy="いま じゅんばんを とれる まどぐちは ありません"),
}
WEEKDAYS = (
    Text(ja="月", en="Mon", zh="周一", ko="월", easy="月"), Text(ja="火", en="Tue", zh="周二", ko="화", easy="火"), Text(ja="水", en="Wed", zh="周三", ko="수", easy="水"),
    Text(ja="木", en="Thu", zh="周四", ko="목", easy="木"), Text(ja="金", en="Fri", zh="周五", ko="금", easy="金"),
)
#: Read aloud on the display, each in its language: {number} and {counter}.
SPOKEN = (("ja", "{number}番の方、{counter}番窓口へお越しください。"), ("en", "Number {number}, please go to counter {counter}."),
          ("zh-CN", "请{number}号到{counter}号窗口。"), ("ko", "{number}번 고객님, {counter}번 창구로 오세요."))
