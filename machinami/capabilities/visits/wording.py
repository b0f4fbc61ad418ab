"""What a visit says to people, in five versions."""

from __future__ import annotations

from machinami.foundation.i18n import Text

NOT_BEFORE = Text(ja="{title}（{number}）が終わってから決定してください", easy="{title}（{number}）が おわってから きめてください", en="Decide after {title} ({number}) is completed.", zh="请在{title}（{number}）完成后再作决定。", ko="{title}({number})이 끝난 뒤에 결정해 주세요.")
NO_VISIT = Text(ja="この番号の申請は見つかりません。番号を確かめてください", easy="この番号の 申請は ありません。番号を 見てください", en="There is no visit with this code. Please check it.", zh="没有此号码的申请，请确认号码。", ko="이 번호의 신청을 찾을 수 없습니다. 번호를 확인해 주세요.")
NOT_NOT_ANSWERED = Text(ja="まだ答えていない質問があります。続きから答えてください", easy="まだ こたえていない しつもんが あります", en="Some questions are not answered yet. Please go on with them.", zh="还有未回答的问题，请继续回答。", ko="아직 답하지 않은 질문이 있습니다. 이어서 답해 주세요.")
SENT = Text(ja="まだ送られていない申請です。画面で送ってもらってください", easy="まだ おくられていません", en="It has not been sent yet.", zh="尚未提交。", ko="아직 보내지 않은 신청입니다.")
NOTHING_CHOSEN = Text(ja="始める手続きを1つ以上選んでください", easy="はじめる てつづきを えらんでください", en="Choose at least one procedure.", zh="请至少选择一项手续。", ko="시작할 절차를 하나 이상 선택해 주세요.")
SENT = Text(ja="まとめての申請は、もう送られています", easy="もう おくりました", en="It has been sent already.", zh="已经提交。", ko="이미 보냈습니다.")
AT_THE_COUNTER = Text(ja="この手続きは、ここでは始められません。窓口で申請してください", easy="ここでは できません。窓口に 来てください", en="This can’t be started here. Please apply at the counter.", zh="此手续无法在此开始，请到窗口申请。",
                      ko="이 절차는 여기서 시작할 수 없습니다. 창구에서 신청해 주세요.")
IDENTIFY_FIRST = Text(ja="先に本人確認をしてください", easy="先に 本人確認を してください", en="Check who the person is first.", zh="请先确认本人身份。", ko="먼저 본인 확인을 해 주세요.")
WHICH_PAPER = Text(ja="何で本人を確かめたかを選んでください", easy="なにで たしかめたか えらんでください", en="Choose the document by which you checked.", zh="请选择用什么证件确认。", ko="무엇으로 확인했는지 선택해 주세요.")
