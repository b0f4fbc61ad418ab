"""What the actions say when they do not do what was asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from machinami.capabilities.procedures.words import join, say
from machinami.foundation.calendar import dated
from machinami.foundation.i18n import Text

SIGN_IN_WITH_CARD = Text(
    ja="この手続きには、マイナンバーカードでのサインインが必要です。カードでサインインしなおしてください",
    easy="この てつづきは マイナンバーカードが いります。カードで サインインしてください",
    en="This procedure needs you to sign in with your My Number card. Please sign in again with the card.",
    zh="办理此手续需要使用个人编号卡登录。请使用卡片重新登录。", ko="이 절차는 마이넘버카드로 로그인해야 합니다. 카드로 다시 로그인해 주세요.")
SENT_ALREADY = Text(
    ja="この申請はもう受け付けています。マイページで状況を見てください", easy="この しんせいは もう うけつけました。マイページを 見てください",
    en="This application has already been received. See its status on My Page.", zh="该申请已受理。请在我的页面查看状态。",
    ko="이 신청은 이미 접수되었습니다. 마이페이지에서 상황을 확인해 주세요.")
CHANGED_ELSEWHERE = Text(
    ja="ほかの端末で、この答えが変わりました（{other}）。この画面の内容でよければ、もう一度「次へ進む」を押してください",
    easy="べつの スマホや パソコンで こたえが かわりました（{other}）。この がめんの こたえで よいときは、もういちど おしてください",
    en="This answer was changed on another device ({other}). To keep what is on this page, press the button again.",
    zh="该回答已在其他设备上更改（{other}）。如以本页面内容为准，请再次点击按钮。",
    ko="다른 기기에서 이 답변이 변경되었습니다({other}). 이 화면의 내용으로 하려면 버튼을 다시 눌러 주세요.")
CHANGED_SINCE = Text(
    ja="書きかけの申請が、読んだあとに変わりました。もう一度読んで、送りなおしてください",
    easy="読んだあとで かわりました。もういちど 読んで、送ってください",
    en="The application has changed since it was read. Please read it again and send your answers again.",
    zh="申请内容在读取后已更改。请重新读取后再次提交。", ko="읽은 뒤에 신청 내용이 바뀌었습니다. 다시 읽고 보내 주세요.")
EXTENDED_ALREADY = Text(
    ja="期限を延ばせるのは1回だけです。続きを書いて保存すると、30日残ります", easy="のばせるのは 1回だけです。つづきを 書くと、30日 のこります",
    en="It can be put off once. When you go on writing and save, it is kept for another 30 days.", zh="只能延期一次。继续填写并保存后可再保留30天。",
    ko="연장은 한 번만 할 수 있습니다. 이어서 작성하고 저장하면 30일간 보관됩니다.")
BLANK = Text(ja="未入力", easy="なし", en="blank", zh="未填写", ko="미입력")
NOTHING_TO_CORRECT = Text(
    ja="直す項目はもうありません。マイページで状況を見てください", easy="なおす ところは もう ありません", en="There is nothing left to correct. See My Page.",
    zh="没有需要修改的项目。请查看我的页面。", ko="수정할 항목이 없습니다. 마이페이지를 확인해 주세요.")
NOT_ASKED = Text(
    ja="{label}は、直す項目に入っていません。元の答えに戻してください", easy="{label}は なおす ところでは ありません。もとに もどしてください",
    en="“{label}” is not among the items to correct. Please put back the original answer.",
    zh="“{label}”不在需要修改的项目中。请恢复原来的回答。", ko="‘{label}’은(는) 수정할 항목이 아닙니다. 원래 답변으로 되돌려 주세요.")
OTHER_PERSON = Text(
    ja="この申請は{who}さんのためのものです。{label}を元に戻すか、申請を消して、はじめからやり直してください",
    easy="これは {who}さんの もうしこみです。{label}を もとに もどすか、はじめから やりなおしてください",
    en="This application is for {who}. Please put “{label}” back, or delete it and begin anew.",
    zh="此申请是为{who}办理的。请恢复“{label}”，或删除后重新开始。", ko="이 신청은 {who} 님을 위한 것입니다. ‘{label}’을(를) 되돌리거나 삭제하고 처음부터 다시 해 주세요.")
RECORDED_ELSEWHERE = Text(ja="{who}さんが、この項目を「{other}」と記録しました。いまの入力でよければ、もう一度保存してください")
WHY_CORRECTED = Text(ja="記録を直した理由を入力してください")
CALCULATED = Text(ja="この項目は計算で決まります。入力から外してください")
NO_REGISTER = Text(ja="この台帳はつながっていません。台帳を見て、手で入力してください")
REGISTER_SILENT = Text(ja="台帳から返事がありません。しばらくして照会しなおすか、手で入力してください")
NOT_IN_REGISTER = Text(ja="台帳に見つかりませんでした。申請の内容を確かめ、手で入力してください")
NOBODY = Text(ja="申請した人が住民記録と結びついていないので、照会できません。台帳を見て、手で入力してください")
ADDRESS_FILLED = Text(ja="住所を入力しました。番地を入力してください", easy="住所を 入れました。番地を 書いてください", en="The address was filled in. Please add the block and number.",
                      zh="已填入地址。请输入门牌号。", ko="주소를 입력했습니다. 번지를 입력해 주세요.")
_NOT_YET = Text(ja="受付は{day}からです。その日になったら申請してください", easy="{day}から できます。その日に なったら きてください",
                en="Applications open on {day}. Please come back then.", zh="自{day}起受理。届时请再申请。", ko="{day}부터 접수합니다. 그때 신청해 주세요.")
_OVER = Text(ja="受付は{day}で終わりました。担当の課に相談してください", easy="{day}で おわりました。担当の 課に きいてください",
             en="Applications closed on {day}. Please ask the section in charge.", zh="受理已于{day}结束。请向负责部门咨询。",
             ko="접수는 {day}에 종료되었습니다. 담당 부서에 문의해 주세요.")


def closed(reception: Any, today: date) -> Text:
    """Why it can't be applied for today: it has not opened, or it is over."""
    template, day = (_NOT_YET, reception.opens) if reception.opens and today < reception.opens else (_OVER, reception.closes)
    return say(template, day=dated(day))


def why(refused: Any) -> Text:
    """Why a procedure is not for somebody, and what to do instead."""
    return join([t for t in (refused.reason, refused.instead) if t is not None], "。")
SENT_AS_A_VISIT = Text(ja="この入力は、まとめて申請するページから送ってください", easy="まとめて 出す ページから おくってください", en="Please send this from the page where you apply for everything together.",
                       zh="请在一并申请的页面提交。", ko="한꺼번에 신청하는 페이지에서 보내 주세요.")
