"""What the actions say when they do not do what was asked."""

from __future__ import annotations

from machinami.foundation.i18n import Text

NO_SLOT = Text(
    ja="その時間の枠はありません。予約の表から選びなおしてください", easy="その 時間は ありません。ひょうから えらんでください",
    en="There is no such time. Please choose one from the table.", zh="没有该时间段。请从表中重新选择。", ko="해당 시간대가 없습니다. 예약표에서 다시 선택해 주세요.")
CLOSED = Text(
    ja="いまは予約を受け付けていません。担当の課に問い合わせてください", easy="いまは 予約できません。区役所に きいてください",
    en="Bookings are closed at the moment. Please ask the section in charge.", zh="目前不接受预约。请咨询负责部门。",
    ko="지금은 예약을 받지 않습니다. 담당 부서에 문의해 주세요.")
TOO_LATE = Text(
    ja="その時間の予約は締め切りました。ほかの時間を選んでください", easy="その 時間は もう 予約できません。ほかの 時間を えらんでください",
    en="It is too late to book that time. Please choose another.", zh="该时间段预约已截止。请选择其他时间。", ko="해당 시간의 예약은 마감되었습니다. 다른 시간을 선택해 주세요.")
TOO_EARLY = Text(
    ja="その日の予約はまだ始まっていません。近い日を選んでください", easy="その 日の 予約は まだです。もっと 近い 日を えらんでください",
    en="That day cannot be booked yet. Please choose an earlier day.", zh="该日尚未开放预约。请选择较近的日期。", ko="해당 날짜의 예약은 아직 시작되지 않았습니다. 더 가까운 날을 선택해 주세요.")
LOTTERY = Text(
    ja="その時間は抽選で決めます。抽選に申し込んでください", easy="その 時間は くじで きめます。くじに もうしこんでください",
    en="That time is given by lottery. Please apply for the lottery.", zh="该时间段通过抽签决定。请申请抽签。", ko="해당 시간은 추첨으로 정합니다. 추첨에 신청해 주세요.")
ALREADY = Text(
    ja="その時間はもう予約しています。予約の一覧で確かめてください", easy="その 時間は もう 予約しています。予約の いちらんを 見てください",
    en="You have booked that time already. Please see your bookings.", zh="您已预约该时间段。请在预约列表中确认。", ko="해당 시간을 이미 예약하셨습니다. 예약 목록에서 확인해 주세요.")
TOO_MANY = Text(
    ja="同時に予約できる数を超えます。いまの予約を取り消してから、予約してください", easy="たくさん 予約できません。いまの 予約を やめてから、予約してください",
    en="You have as many bookings here as one may have. Please cancel one first.", zh="已达到可同时预约的数量。请先取消现有预约。",
    ko="동시에 예약할 수 있는 수를 넘습니다. 지금 예약을 취소한 뒤 예약해 주세요.")
FULL = Text(
    ja="満員になりました。キャンセル待ちをするか、ほかの時間を選んでください", easy="いっぱいに なりました。空くのを まつか、ほかの 時間を えらんでください",
    en="It is full now. Please join the waiting list or choose another time.", zh="已满员。请候补或选择其他时间。", ko="만석이 되었습니다. 대기하시거나 다른 시간을 선택해 주세요.")
OTHER_KEY = Text(
    ja="同じ申込みの番号が、別の予約に使われています。画面を開きなおしてください", easy="画面を もういちど ひらいて、予約してください",
    en="This form was used for another booking. Please open the page again.", zh="该表单已用于其他预约。请重新打开页面。", ko="이 신청은 다른 예약에 쓰였습니다. 화면을 다시 열어 주세요.")
PAST_CANCEL = Text(
    ja="取り消せる時刻を過ぎました。担当の課に電話してください", easy="もう ここでは やめられません。区役所に でんわしてください",
    en="It is too late to cancel here. Please call the section in charge.", zh="已过可取消的时间。请致电负责部门。", ko="취소할 수 있는 시각이 지났습니다. 담당 부서에 전화해 주세요.")
OVER = Text(
    ja="この予約は、もう変えられません。予約の一覧で確かめてください", easy="この 予約は もう かえられません。予約の いちらんを 見てください",
    en="This booking can no longer be changed. Please see your bookings.", zh="该预约已无法更改。请在预约列表中确认。", ko="이 예약은 더 이상 바꿀 수 없습니다. 예약 목록에서 확인해 주세요.")
OFFER_GONE = Text(
    ja="お返事の期限が過ぎたので、次の人に案内しました。ほかの時間を選んでください", easy="へんじの 日が すぎました。ほかの 時間を えらんでください",
    en="The time to answer is over and the place went to the next person. Please choose another time.", zh="已过回复期限，名额已转给下一位。请选择其他时间。",
    ko="답변 기한이 지나 다음 분께 안내했습니다. 다른 시간을 선택해 주세요.")
NOT_OPEN = Text(
    ja="いまは抽選の申込期間ではありません。期間を確かめてください", easy="いまは くじに もうしこめません。いつからか 見てください",
    en="The lottery does not take applications now. Please check its dates.", zh="目前不在抽签申请期间。请确认期间。", ko="지금은 추첨 신청 기간이 아닙니다. 기간을 확인해 주세요.")
CHOOSE = Text(
    ja="希望する時間を、抽選の枠の中から1つ以上選んでください", easy="ほしい 時間を 1つは えらんでください",
    en="Please choose at least one of the lottery’s times, each once.", zh="请从抽签时间段中选择至少一个。", ko="추첨 시간 중에서 하나 이상 선택해 주세요.")
DRAWN = Text(
    ja="抽選は終わりました。結果を確かめてください", easy="くじは おわりました。けっかを 見てください", en="The lottery has been drawn. Please see the result.",
    zh="抽签已结束。请查看结果。", ko="추첨이 끝났습니다. 결과를 확인해 주세요.")
# At the desk, in Japanese.
NOT_YET = Text(ja="抽選の日時になっていません。申込みの締切と抽選の日時を待ってください")
WRONG_TIMES = Text(ja="申込みの始まり、終わり、抽選の日時、枠の初日を、この順の日時にしてください")
HAS_BOOKINGS = Text(ja="この期間には、もう予約があります。予約のない期間を選んでください")
OVERLAP = Text(ja="同じ曜日の時間が重なっています。重ならない時間にしてください")
BELOW_TAKEN = Text(ja="予約した人より少ない定員にはできません。先に日を閉じるか、予約を動かしてください")
CODE_TAKEN = Text(ja="このコードは、ほかの予約枠が使っています。別のコードにしてください")
WRONG_NUMBERS = Text(ja="枠の長さと定員は1以上に、終わりの時刻は始まりより後にしてください")
NOT_STARTED = Text(ja="来なかった記録は、予約の時刻を過ぎてからつけてください")
