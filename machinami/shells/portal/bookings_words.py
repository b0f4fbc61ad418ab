"""Words of the booking pages, by what they say."""

from __future__ import annotations

from machinami.foundation.i18n import Text


def _w(ja: str, easy: str, en: str, zh: str, ko: str) -> Text:
    return Text(ja=ja, easy=easy, en=en, zh=zh, ko=ko)


WEEKDAYS = tuple(_w(*names) for names in (
    ("月", "月", "Mon", "一", "월"), ("火", "火", "Tue", "二", "화"), ("水", "水", "Wed", "三", "수"), ("木", "木", "Thu", "四", "목"),
    ("金", "金", "Fri", "五", "금"), ("土", "土", "Sat", "六", "토"), ("日", "日", "Sun", "日", "일")))

#: A slot's mark and what it means.
MARKS: dict[str, tuple[str, Text]] = {
    "free": ("○", _w("空きあり", "空いています", "free", "有空位", "빈자리 있음")),
    "few": ("△", _w("残りわずか", "すこし 空いています", "few left", "所剩不多", "얼마 남지 않음")),
    "full": ("×", _w("満員（キャンセル待ち）", "いっぱい（空くのを まつ）", "full (waiting list)", "已满（候补）", "만석(대기)")),
    "lottery": ("抽", _w("抽選", "くじ", "lottery", "抽签", "추첨")),
    "past": ("－", _w("受付終了", "おわりました", "over", "已截止", "마감")),
    "closed": ("休", _w("休み", "休み", "closed", "休息", "휴무")),
}

STATES: dict[str, Text] = {
    "booked": _w("予約済み", "予約しました", "booked", "已预约", "예약됨"),
    "offered": _w("空きの案内（返事待ち）", "空きました（へんじを ください）", "offered: please answer", "有空位（待回复）", "빈자리 안내(답변 대기)"),
    "waiting": _w("キャンセル待ち", "空くのを まっています", "waiting list", "候补", "대기 중"),
    "cancelled": _w("取消し", "やめました", "cancelled", "已取消", "취소됨"),
    "lapsed": _w("返事の期限切れ", "へんじの 日が すぎました", "not answered in time", "逾期未回复", "답변 기한 지남"),
    "moved": _w("ほかの時間に変更", "ほかの 時間に しました", "moved to another time", "已改为其他时间", "다른 시간으로 변경"),
    "displaced": _w("休みのため中止", "休みに なりました", "closed that day", "因休息取消", "휴무로 취소"),
    "ended": _w("空きが出ずに終了", "空きませんでした", "no place became free", "未出现空位", "빈자리 없이 종료"),
    "attended": _w("来所済み", "来ました", "attended", "已到场", "방문함"),
    "no_show": _w("来所なし", "来ませんでした", "did not come", "未到场", "방문하지 않음"),
}

W: dict[str, Text] = {
    "bookings": _w("予約", "予約（よやく）", "Bookings", "预约", "예약"),
    "choose": _w("予約するものを選んでください。", "なにを 予約しますか。", "Choose what to book.", "请选择要预约的项目。", "예약할 것을 선택해 주세요."),
    "none": _w("いま予約できるものはありません。", "いま 予約できる ものは ありません。", "Nothing can be booked now.", "目前没有可预约的项目。", "지금 예약할 수 있는 것이 없습니다."),
    "mine": _w("わたしの予約", "わたしの 予約", "My bookings", "我的预约", "나의 예약"),
    "no_mine": _w("予約はありません。", "予約は ありません。", "You have no bookings.", "没有预约。", "예약이 없습니다."),
    "make": _w("予約をする", "予約する", "Make a booking", "去预约", "예약하기"),
    "place": _w("場所", "場所", "Place", "地点", "장소"),
    "when": _w("日時", "日と 時間", "Date and time", "日期和时间", "일시"),
    "state": _w("状態", "いまの ようす", "Status", "状态", "상태"),
    "ahead": _w("前に待っている人", "まえに まっている 人", "People before you", "前面的候补人数", "앞에 기다리는 사람"),
    "until": _w("返事の期限", "いつまでに へんじ", "Answer by", "回复期限", "답변 기한"),
    "time": _w("時間", "時間", "Time", "时间", "시간"),
    "legend": _w("○は空きあり、△は残りわずか、×は満員（キャンセル待ちができます）、抽は抽選、休は休みです。時間を押すと、確認の画面に進みます。",
                 "○は 空いています。△は すこし 空いています。×は いっぱいです（まつことが できます）。抽は くじです。", "○ free, △ few left, × full (you can join the waiting list), 抽 lottery, 休 closed. Press a time to go on to the confirmation.",
                 "○有空位，△所剩不多，×已满（可候补），抽为抽签，休为休息。按时间进入确认页面。", "○ 빈자리 있음, △ 얼마 남지 않음, × 만석(대기 가능), 抽 추첨, 休 휴무. 시간을 누르면 확인 화면으로 갑니다."),
    "before": _w("前の週", "まえの 週", "Week before", "上一周", "이전 주"),
    "after": _w("次の週", "つぎの 週", "Next week", "下一周", "다음 주"),
    "no_slots": _w("この週に予約できる時間はありません。次の週を見てください。", "この 週は 予約できません。つぎの 週を 見てください。", "No times this week. Please see the next week.",
                   "本周没有可预约的时间。请查看下一周。", "이번 주에는 예약할 수 있는 시간이 없습니다. 다음 주를 보세요."),
    "confirm": _w("内容を確認して予約してください", "見て、予約してください", "Check and book", "请确认后预约", "내용을 확인하고 예약해 주세요"),
    "book": _w("この内容で予約する", "予約する", "Book this time", "预约此时间", "이 내용으로 예약하기"),
    "wait": _w("キャンセル待ちをする", "空くのを まつ", "Join the waiting list", "加入候补", "대기하기"),
    "wait_hint": _w("満員です。空きが出たら、待っている順に案内します。", "いっぱいです。空いたら 順番に 知らせます。", "It is full. When a place becomes free, people are told in order.",
                    "已满。有空位时按顺序通知。", "만석입니다. 자리가 나면 순서대로 안내합니다."),
    "earlier": _w("もっと早い時間が空いたら知らせてほしい", "もっと はやい 時間が 空いたら 知らせてください", "Tell me if an earlier time becomes free", "有更早的空位时通知我", "더 이른 시간이 비면 알려 주세요"),
    "other": _w("ほかの時間を選ぶ", "ほかの 時間を えらぶ", "Choose another time", "选择其他时间", "다른 시간 선택"),
    "cancel": _w("予約を取り消す", "予約を やめる", "Cancel the booking", "取消预约", "예약 취소"),
    "leave": _w("キャンセル待ちをやめる", "まつのを やめる", "Leave the waiting list", "取消候补", "대기 그만두기"),
    "accept": _w("この時間を受ける", "この 時間に する", "Take this time", "接受此时间", "이 시간 받기"),
    "decline": _w("見送る", "やめる", "Let it go", "放弃", "넘기기"),
    "calendar": _w("カレンダーに入れる（iCalendar）", "カレンダーに 入れる（iCalendar）", "Add to calendar (iCalendar)", "添加到日历 (iCalendar)", "캘린더에 추가 (iCalendar)"),
    "feed": _w("予約をカレンダーで購読する（このアドレスを知る人は予約を見られます）", "カレンダーで 見る（この アドレスは 人に おしえないで ください）",
               "Subscribe to my bookings (whoever has this address can see them)", "在日历中订阅预约（知道此地址的人可查看预约）", "캘린더에서 예약 구독(이 주소를 아는 사람은 예약을 볼 수 있습니다)"),
    "phone": _w("ここで取り消せる時刻を過ぎています。担当の課に電話してください。", "もう ここでは やめられません。区役所に でんわしてください。",
                "It is too late to cancel here. Please call the section in charge.", "已过可在此取消的时间。请致电负责部门。", "여기서 취소할 수 있는 시각이 지났습니다. 담당 부서에 전화해 주세요."),
    "past": _w("終わった予約", "おわった 予約", "Past bookings", "已结束的预约", "지난 예약"),
    "booked": _w("予約しました", "予約しました", "It is booked", "预约成功", "예약했습니다"),
    "in_line": _w("キャンセル待ちに入りました", "空くのを まっています", "You are on the waiting list", "已加入候补", "대기 명단에 올랐습니다"),
    "cancelled": _w("取り消しました", "やめました", "It is cancelled", "已取消", "취소했습니다"),
    "lotteries": _w("抽選", "くじ", "Lotteries", "抽签", "추첨"),
    "apply_time": _w("申込期間", "もうしこみの 日", "Applications", "申请期间", "신청 기간"),
    "draw_at": _w("抽選の日時", "くじの 日", "Drawn at", "抽签时间", "추첨 일시"),
    "commitment": _w("抽選の種のハッシュ（SHA-256）", "くじの たねの ハッシュ（SHA-256）", "Hash of the seed (SHA-256)", "抽签种子的哈希值 (SHA-256)", "추첨 시드의 해시(SHA-256)"),
    "seed": _w("抽選の種", "くじの たね", "Seed", "抽签种子", "추첨 시드"),
    "record": _w("抽選の記録（だれでも同じ抽選をやり直せます）", "くじの きろく", "Record of the draw (anybody can draw again)", "抽签记录（任何人都可重新验证）", "추첨 기록(누구나 다시 추첨해 볼 수 있습니다)"),
    "number": _w("申込みの数", "もうしこんだ 人", "Applications so far", "申请数", "신청 수"),
    "apply": _w("抽選に申し込む", "くじに もうしこむ", "Apply for the lottery", "申请抽签", "추첨 신청"),
    "choice": _w("希望", "ほしい 時間", "Choice", "志愿", "희망"),
    "no_choice": _w("選ばない", "えらばない", "none", "不选择", "선택 안 함"),
    "applied": _w("申し込みました。申込みの番号", "もうしこみました。番号", "You have applied. Your application’s id", "已申请。申请编号", "신청했습니다. 신청 번호"),
    "withdraw": _w("申込みを取り下げる", "もうしこみを やめる", "Withdraw", "撤回申请", "신청 취하"),
    "result": _w("抽選の順番", "くじの 順番", "Your place in the draw", "抽签顺序", "추첨 순번"),
}
