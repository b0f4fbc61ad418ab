"""What residents are told when something is not done. The desk's words stand where they are said, in Japanese."""

from __future__ import annotations

from machinami.foundation.i18n import Text

CLOSED = Text(ja="いまは番号札を出していません。{opens}から{closes}までに、もう一度お試しください",
              en="No tickets are given now. Please try again between {opens} and {closes}.", zh="现在不发号。请在{opens}至{closes}之间再试。",
              ko="지금은 번호표를 발급하지 않습니다. {opens}부터 {closes} 사이에 다시 시도해 주세요.", easy="いまは 番号札を 出していません。{opens}から {closes}までに もう一度 ためしてください")
FULL = Text(ja="来る前の番号札は、いま全部出ています。窓口へ直接お越しください", en="All tickets for people on the way are taken now. Please come to the counter directly.",
            zh="来厅前的号已发完。请直接来窗口。", ko="방문 전 번호표가 모두 발급되었습니다. 창구로 직접 오세요.", easy="来る 前の 番号札は もう ありません。まどぐちに 来てください")
ONE = Text(ja="番号札をもう持っています（{number}）。その番号札を使うか、取り消してから取り直してください",
           en="You already have a ticket ({number}). Use it, or cancel it and take another.", zh="您已有号码（{number}）。请使用该号，或取消后重新取号。",
           ko="이미 번호표가 있습니다({number}). 그 번호표를 쓰거나 취소한 뒤 다시 받으세요.", easy="番号札を もう 持っています（{number}）。その 番号札を つかってください")
CHOOSE = Text(ja="用件を選んでください", en="Choose what you come for.", zh="请选择要办的事项。", ko="용건을 선택해 주세요.", easy="ようじを えらんでください")
HERE = Text(ja="窓口の表示にある今日の6桁の番号を入力してください", en="Enter today's six digits shown on the display at the counters.", zh="请输入窗口显示屏上今天的六位数字。",
            ko="창구 표시판에 있는 오늘의 6자리 숫자를 입력해 주세요.", easy="まどぐちの 画面の 6つの 数字を 入れてください")
OVER = Text(ja="この番号札は終わっています。まだ用件があるときは、新しい番号札を取ってください", en="This ticket is over. If you still need something, please take a new one.",
            zh="该号码已结束。如仍需办理，请重新取号。", ko="이 번호표는 종료되었습니다. 용건이 남았으면 새 번호표를 받으세요.", easy="この 番号札は おわりました。ようじが あれば あたらしい 番号札を とってください")
