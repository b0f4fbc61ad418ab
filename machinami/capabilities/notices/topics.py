"""What notices are about, and which ways residents may switch off for each.

The law wants three kinds told to the person: that something must be corrected (行政手続法), how it was decided and why
(the same), and what is to be paid by when (地方自治法). They stay in the inbox and, where an address is known, in e-mail.
So does what changed about signing in, for the person's safety.
"""

from __future__ import annotations

from dataclasses import dataclass

from machinami.foundation.i18n import Text

#: Ways to reach people, in the order they are shown in.
CHANNELS: dict[str, Text] = {
    "inbox": Text(ja="マイページのお知らせ", en="My page (notices)", zh="“我的页面”通知", ko="마이페이지 알림", easy="マイページの おしらせ"),
    "email": Text(ja="メール", en="E-mail", zh="电子邮件", ko="이메일", easy="メール"),
    "push": Text(ja="プッシュ通知", en="Push notification", zh="推送通知", ko="푸시 알림", easy="スマホへの おしらせ（プッシュ通知）"),
}


@dataclass(frozen=True, slots=True)
class Topic:
    """``fixed``: ways that can't be switched off; ``usual``: ways that are on until somebody chooses.

    ``why``: shown where a way is fixed by law, also in the letter in place of the link that stops it.
    """

    code: str
    title: Text
    hint: Text
    fixed: frozenset[str] = frozenset({"inbox"})
    usual: frozenset[str] = frozenset({"inbox", "email", "push"})
    why: Text | None = None


BY_LAW = Text(
    ja="法律が本人に知らせるよう定めているため、止められません（行政手続法、地方自治法）。",
    en="The law requires us to tell you, so this cannot be stopped (Administrative Procedure Act; Local Autonomy Act).",
    zh="法律规定必须通知本人，因此无法停止（行政程序法、地方自治法）。",
    ko="법률에 따라 본인에게 알려야 하므로 멈출 수 없습니다(행정절차법, 지방자치법).",
    easy="法律で 本人に 知らせると きまっているので、とめられません。")

FOR_SAFETY = Text(
    ja="ほかの人があなたの名前で入ったときに気づけるよう、止められません。",
    en="This cannot be stopped, so that you notice if somebody else gets into your account.",
    zh="为便于您发现他人登录您的账户，此通知无法停止。",
    ko="다른 사람이 계정에 들어왔을 때 알 수 있도록 멈출 수 없습니다.",
    easy="ほかの 人が あなたの アカウントに 入ったとき 気づけるように、とめられません。")

HOW_TO_STOP = Text(
    ja="このお知らせのメールを止めるには、次のページを開いてください（サインインはいりません）。",
    en="To stop e-mail about this topic, open this page (no sign-in needed).",
    zh="如需停止此类邮件，请打开以下页面（无需登录）。",
    ko="이 알림의 이메일을 멈추려면 다음 페이지를 열어 주세요(로그인 불필요).",
    easy="この メールを とめたい ときは、つぎの ページを ひらいてください（サインインは いりません）。")

PUSH_MORE = Text(ja="マイページで見てください", en="Please see My page", zh="请在“我的页面”查看", ko="마이페이지에서 확인해 주세요", easy="マイページで 見てください")
TRIAL = Text(ja="プッシュ通知が届きました", en="Push notifications arrive on this device", zh="推送通知已送达", ko="푸시 알림이 도착했습니다",
             easy="おしらせが とどきました")

TOPICS: dict[str, Topic] = {t.code: t for t in (
    Topic("required",
          Text(ja="直しのお願い・結果・支払いのお願い", en="Corrections, decisions and bills", zh="补正要求、审查结果、缴费通知", ko="보완 요청·결과·납부 안내",
               easy="なおす おねがい・けっか・しはらいの おねがい"),
          Text(ja="期限のあること、あなたに返事がいること", en="What has a deadline or needs your answer", zh="有期限或需要您答复的事项", ko="기한이 있거나 답변이 필요한 일",
               easy="いつまでに すること、へんじが いること"),
          fixed=frozenset({"inbox", "email"}), why=BY_LAW),
    Topic("case",
          Text(ja="申請の進みぐあい", en="Progress of your applications", zh="申请进度", ko="신청 진행 상황", easy="しんせいが どこまで すすんだか"),
          Text(ja="受け付けた、返事がある、手続きが終わった", en="Received, replied to, finished", zh="已受理、有回复、已办结", ko="접수, 답변, 완료",
               easy="うけつけた、へんじが ある、おわった")),
    Topic("payment",
          Text(ja="支払いの記録", en="Payments", zh="付款记录", ko="납부 기록", easy="お金の きろく"),
          Text(ja="受け取った、返した、取り消した", en="Received, refunded, cancelled", zh="已收款、已退款、已取消", ko="수납, 환불, 취소",
               easy="うけとった、かえした、とりけした")),
    Topic("documents",
          Text(ja="文書", en="Documents", zh="文件", ko="문서", easy="文書（しょるい）"),
          Text(ja="証明書や通知書ができた", en="A certificate or letter is ready", zh="证明书或通知书已完成", ko="증명서나 통지서가 준비됨",
               easy="しょうめいしょや てがみが できた")),
    Topic("bookings",
          Text(ja="予約", en="Bookings", zh="预约", ko="예약", easy="予約（よやく）"),
          Text(ja="予約した、空きが出た、休みになった", en="Booked, a place became free, closed that day", zh="已预约、有空位、当日休息", ko="예약 완료, 빈자리, 휴무",
               easy="予約した、空いた、休みに なった")),
    Topic("reminders",
          Text(ja="忘れないためのお知らせ", en="Reminders", zh="提醒", ko="리마인더", easy="わすれないための おしらせ"),
          Text(ja="書きかけの申請がもうすぐ消える、など", en="For example: a draft will be deleted soon", zh="例如：未完成的申请即将删除", ko="작성 중인 신청이 곧 삭제되는 경우 등",
               easy="かきかけの しんせいが もうすぐ きえる など"),
          fixed=frozenset()),
    Topic("account",
          Text(ja="サインインの方法", en="How you sign in", zh="登录方式", ko="로그인 방법", easy="サインインの やりかた"),
          Text(ja="サインインに使う端末（パスキー）が登録された、消された", en="A device (passkey) for signing in was registered or removed",
               zh="用于登录的设备（通行密钥）已登记或删除", ko="로그인용 기기(패스키)가 등록되거나 지워짐", easy="サインインに つかう 端末が とうろくされた、なくなった"),
          fixed=frozenset({"inbox", "email"}), why=FOR_SAFETY),
    Topic("news",
          Text(ja="区からのお知らせ", en="News from the ward", zh="区政府的消息", ko="구 소식", easy="区からの おしらせ"),
          Text(ja="手続きや制度の新しいこと。申請とは関係しません", en="New procedures and schemes; not about your applications", zh="手续和制度的最新消息，与您的申请无关",
               ko="절차와 제도의 새 소식. 신청과는 관계없습니다", easy="あたらしい 手続きや せいど"),
          fixed=frozenset(), usual=frozenset({"inbox"})),
)}
