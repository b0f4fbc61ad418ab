"""What payments say when they do not do what was asked: always what to do next."""

from __future__ import annotations

from machinami.foundation.i18n import Text

ALREADY = Text(
    ja="この支払いは受け付けています。もう一度払わないでください", en="This payment is already under way. Please do not pay again.",
    zh="该付款已受理。请勿重复支付。", ko="이 납부는 이미 접수되었습니다. 다시 납부하지 마세요.",
    easy="この しはらいは うけつけています。もう はらわないで ください")
OFFLINE = Text(
    ja="決済会社につながりません。お金は引き落とされていません。しばらくしてからもう一度支払いへ進んでください",
    en="We cannot reach the payment company. You have not been charged. Please try again in a while.",
    zh="无法连接支付公司。尚未扣款。请稍后再次付款。",
    ko="결제 회사에 연결할 수 없습니다. 돈은 빠져나가지 않았습니다. 잠시 후 다시 결제해 주세요.",
    easy="いま しはらいが できません。お金は はらっていません。すこし まってから もういちど やってください")
UNTRUSTED = Text(
    ja="署名を確かめられません。決済会社の鍵と時刻を確かめてください",
    en="The signature could not be verified. Please check the provider's key and clock.",
    zh="无法验证签名。请检查支付公司的密钥和时间。", ko="서명을 확인할 수 없습니다. 결제 회사의 키와 시각을 확인해 주세요.",
    easy="しはらいの 会社からの れんらくか たしかめられません。かぎと 時間を たしかめてください")
KEY_USED = Text(
    ja="同じ受付の鍵が別の内容で使われています。画面を読み込み直してください",
    en="The same request key was used for something else. Please reload the page.",
    zh="同一请求编号已用于其他内容。请重新加载页面。", ko="같은 요청 키가 다른 내용에 사용되었습니다. 화면을 새로 고쳐 주세요.",
    easy="もういちど ページを ひらいてください")
NOT_HELD = Text(
    ja="まだ支払いが済んでいません。支払いが済んでから受け取ってください",
    en="Nothing has been paid yet. Please collect once the payment is made.",
    zh="尚未付款。请在付款完成后再收款。", ko="아직 납부되지 않았습니다. 납부가 끝난 뒤 수납해 주세요.",
    easy="まだ お金が はらわれていません。はらってから うけとってください")
HOLD_GONE = Text(
    ja="決済会社が支払いを取り消していました。お金は受け取っていません。もう一度申請して払ってください",
    en="The payment company had cancelled the payment. No money was taken. Please apply and pay again.",
    zh="支付公司已取消该付款。未收取款项。请重新申请并付款。",
    ko="결제 회사가 결제를 취소했습니다. 돈은 받지 않았습니다. 다시 신청하고 납부해 주세요.",
    easy="しはらいが とりけされました。お金は はらっていません。もういちど もうしこんで はらってください")
TENDERED = Text(ja="受け取った額が足りません。{amount}円以上の額を入力してください")
DAY_CLOSED = Text(ja="この日の窓口の現金はもう締めました。次の開庁日に受け取ってください")
DAY_TO_COME = Text(ja="これからの日は締められません。日付を確かめてください")
EXPLAIN = Text(ja="帳簿の{expected}円と{difference}円違います。数えなおし、それでも違うときは理由を入力してください")
NOT_CASH = Text(ja="現金で受け取った支払いではありません。返金の操作で返してください")
REFUND_LEFT = Text(
    ja="返せるのは{left}円までです。金額を直してください", en="Up to {left} yen can be refunded. Please change the amount.",
    zh="最多可退{left}日元。请修改金额。", ko="{left}엔까지 환급할 수 있습니다. 금액을 고쳐 주세요.",
    easy="かえせるのは {left}円までです。金額を なおしてください")
REFUND_REFUSED = Text(
    ja="決済会社が返金を断りました。口座への振込みで返してください",
    en="The payment company refused the refund. Please refund by bank transfer.",
    zh="支付公司拒绝退款。请通过银行转账退款。", ko="결제 회사가 환급을 거절했습니다. 계좌 이체로 환급해 주세요.",
    easy="しはらいの 会社から お金を かえせません。銀行の 口座に ふりこんで ください")

#: How the demonstration provider's page names the state of a payment that can no longer be changed.
DEMO_STATES = {
    "authorised": Text(ja="この支払いの操作は終わっています", en="You have already paid here"),
    "captured": Text(ja="支払いが済みました", en="Payment complete"),
    "declined": Text(ja="支払いは行われませんでした", en="No payment was made"),
    "cancelled": Text(ja="支払いは取り消されました", en="The payment was cancelled"),
}
