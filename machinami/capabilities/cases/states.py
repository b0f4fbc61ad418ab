"""The states of a case and the only ways between them. Pure."""

from __future__ import annotations

from machinami.foundation.errors import Conflict
from machinami.foundation.i18n import Text

STATES: dict[str, Text] = {
    "received": Text(ja="受付", en="Received", zh="已受理", ko="접수", easy="うけつけました"),
    "reviewing": Text(ja="審査中", en="Under review", zh="审查中", ko="심사 중", easy="しらべています"),
    "awaiting_correction": Text(ja="補正待ち", en="Waiting for your correction", zh="等待补正", ko="보완 대기",
                                easy="なおしてもらうのを まっています"),
    "awaiting_payment": Text(ja="支払い待ち", en="Waiting for payment", zh="等待付款", ko="납부 대기",
                             easy="お金を はらうのを まっています"),
    "awaiting_signatures": Text(ja="署名待ち", en="Waiting for signatures", zh="等待签名", ko="서명 대기",
                                easy="サイン（署名）を まっています"),
    "lapsed": Text(ja="署名の期限切れ", en="Not signed in time", zh="签名已逾期", ko="서명 기한 만료",
                   easy="サイン（署名）の 日が すぎました"),
    "approved": Text(ja="承認", en="Approved", zh="已批准", ko="승인", easy="きまりました（OK）"),
    "refused": Text(ja="却下", en="Refused", zh="未批准", ko="기각", easy="きまりました（だめでした）"),
    "withdrawn": Text(ja="取下げ", en="Withdrawn", zh="已撤回", ko="취하", easy="とりさげました"),
    "completed": Text(ja="完了", en="Completed", zh="已完成", ko="완료", easy="おわりました"),
}

#: What was done to a case, for its history and for the record of who looked.
VERBS: dict[str, Text] = {
    "open": Text(ja="申請を受け付けた", en="Received the application", zh="受理了申请", ko="신청을 접수함", easy="うけつけた"),
    "assign": Text(ja="担当を決めた", en="Assigned it to a member of staff", zh="确定了负责人", ko="담당자를 정함",
                   easy="たんとうを きめた"),
    "start_review": Text(ja="審査を始めた", en="Began the review", zh="开始审查", ko="심사를 시작함", easy="しらべはじめた"),
    "finish_step": Text(ja="手順を1つ済ませた", en="Finished a step of the review", zh="完成了一个步骤", ko="절차 하나를 마침",
                        easy="しらべるのが 1つ おわった"),
    "reopen_step": Text(ja="済ませた手順を元に戻した", en="Took a finished step back", zh="撤回了已完成的步骤", ko="마친 절차를 되돌림",
                        easy="おわった てじゅんを もとに もどした"),
    "request_correction": Text(ja="補正を求めた", en="Asked for a correction", zh="要求补正", ko="보완을 요청함",
                               easy="なおすように おねがいした"),
    "ask_signatures": Text(ja="署名を求めた", en="Asked for signatures", zh="请求签名", ko="서명을 요청함",
                           easy="サイン（署名）を おねがいした"),
    "sign": Text(ja="署名した", en="Signed", zh="已签名", ko="서명함", easy="サイン（署名）した"),
    "decline": Text(ja="署名を断った", en="Declined to sign", zh="拒绝签名", ko="서명을 거절함", easy="サイン（署名）を ことわった"),
    "all_signed": Text(ja="署名がそろった", en="Everybody has signed", zh="签名已齐全", ko="서명이 모두 완료됨",
                       easy="サイン（署名）が そろった"),
    "signed_again": Text(ja="直したあとの署名がそろった", en="Everybody has signed the corrected version", zh="修改后的签名已齐全",
                         ko="수정 후 서명이 모두 완료됨", easy="なおした あとの サインが そろった"),
    "signatures_ran_out": Text(ja="直したあとの署名がそろわないまま、期限が過ぎた", en="The corrected version was not signed in time",
                               zh="修改后的签名逾期未齐", ko="수정 후 서명이 기한 내에 완료되지 않음",
                               easy="なおした あとの サインの 日が すぎた"),
    "lapse": Text(ja="署名の期限が過ぎた", en="The time for signing ran out", zh="签名已逾期", ko="서명 기한이 지남",
                  easy="サイン（署名）の 日が すぎた"),
    "ask_again": Text(ja="もう一度、署名を求めた", en="Asked for the signatures again", zh="再次请求签名", ko="서명을 다시 요청함",
                      easy="もういちど サインを おねがいした"),
    "amend": Text(ja="補正された", en="Corrected", zh="已补正", ko="보완됨", easy="なおした"),
    "cancel_correction": Text(ja="補正の求めを取り消した", en="Took the request for a correction back", zh="取消了补正要求",
                              ko="보완 요청을 취소함", easy="なおす おねがいを やめた"),
    "record_findings": Text(ja="確かめたことを記録した", en="Recorded findings", zh="记录了确认结果", ko="확인한 내용을 기록함",
                            easy="しらべたことを かいた"),
    "memo": Text(ja="メモを残した", en="Left a note", zh="留下了备注", ko="메모를 남김", easy="メモを かいた"),
    "link": Text(ja="関連する案件を結びつけた", en="Linked a related case", zh="关联了相关案件", ko="관련 안건을 연결함",
                 easy="ほかの もうしこみと つないだ"),
    "unlink": Text(ja="関連する案件との結びつきを外した", en="Removed a link to a related case", zh="取消了相关案件的关联", ko="관련 안건의 연결을 해제함",
                   easy="ほかの もうしこみと つなぐのを やめた"),
    "await_payment": Text(ja="支払いを待っている", en="Waited for payment", zh="等待付款", ko="납부를 기다림",
                          easy="お金を まっている"),
    "payment_settled": Text(ja="支払いを確かめた", en="Confirmed the payment", zh="确认了付款", ko="납부를 확인함",
                            easy="お金が はらわれた"),
    "approve": Text(ja="承認した", en="Approved", zh="批准", ko="승인함", easy="OKに きめた"),
    "refuse": Text(ja="却下した", en="Refused", zh="未批准", ko="기각함", easy="だめと きめた"),
    "complete": Text(ja="完了した", en="Completed", zh="完成", ko="완료함", easy="おわった"),
    "withdraw": Text(ja="取り下げた", en="Withdrew", zh="撤回", ko="취하함", easy="とりさげた"),
    "attach_document": Text(ja="文書を付けた", en="Attached a document", zh="附上了文书", ko="문서를 첨부함",
                            easy="書類を つけた"),
    "send_message": Text(ja="メッセージを送った", en="Sent a message", zh="发送了消息", ko="메시지를 보냄",
                         easy="メッセージを おくった"),
    "read": Text(ja="申請の内容を見た", en="Read the application", zh="查看了申请内容", ko="신청 내용을 봄",
                 easy="もうしこみを 見た"),
    "refused": Text(ja="申請の内容を見ようとして断られた", en="Was not allowed to read the application", zh="查看申请内容被拒绝",
                    ko="신청 내용을 보려다 거부됨", easy="もうしこみを 見ることが できなかった"),
    "erase": Text(ja="保存期間が終わり、内容を消した", en="Erased it after its time", zh="保存期满后删除了内容",
                  ko="보존 기간이 끝나 내용을 삭제함", easy="時間が たったので けした"),
}

#: verb → (states it may start from, state it leads to)
TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    "ask_signatures": (frozenset({"received", "reviewing"}), "awaiting_signatures"),
    "all_signed": (frozenset({"awaiting_signatures"}), "received"),
    "signed_again": (frozenset({"awaiting_signatures"}), "reviewing"),
    "signatures_ran_out": (frozenset({"awaiting_signatures"}), "reviewing"),
    "lapse": (frozenset({"awaiting_signatures"}), "lapsed"),
    "ask_again": (frozenset({"lapsed"}), "awaiting_signatures"),
    "await_payment": (frozenset({"received"}), "awaiting_payment"),
    "payment_settled": (frozenset({"awaiting_payment"}), "received"),
    "start_review": (frozenset({"received"}), "reviewing"),
    "request_correction": (frozenset({"received", "reviewing"}), "awaiting_correction"),
    "amend": (frozenset({"awaiting_correction"}), "reviewing"),
    "cancel_correction": (frozenset({"awaiting_correction"}), "reviewing"),
    "approve": (frozenset({"received", "reviewing"}), "approved"),
    "refuse": (frozenset({"received", "reviewing", "awaiting_correction"}), "refused"),
    "withdraw": (frozenset({"received", "reviewing", "awaiting_correction", "awaiting_payment", "awaiting_signatures"}),
                 "withdrawn"),
    "complete": (frozenset({"approved", "refused"}), "completed"),
}
#: In the office's hands: in the queue, its deadline running.
OPEN = frozenset({"received", "reviewing", "awaiting_correction", "awaiting_payment"})
#: Not ended; while signatures are awaited it is not the office's turn yet.
UNDER_WAY = OPEN | {"awaiting_signatures"}
FINAL = frozenset({"withdrawn", "completed", "lapsed"})


def follow(verb: str, state: str) -> str:
    """The state after ``verb``. :raises Conflict: where the step is not allowed from here."""
    sources, target = TRANSITIONS[verb]
    if state not in sources:
        raise Conflict(
            Text(ja=f"いまは「{STATES[state].ja}」なので、この操作はできません。画面を読み込み直してください",
                 en=f"This case is now “{STATES[state].en}”, so this step is not possible. Please reload the page.",
                 zh=f"当前状态为“{STATES[state].zh}”，无法执行此操作。请重新加载页面。",
                 ko=f"현재 상태가 ‘{STATES[state].ko}’이므로 이 작업을 할 수 없습니다. 화면을 새로 고쳐 주세요."),
            code="state")
    return target
