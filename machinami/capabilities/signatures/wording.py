"""What the actions say when they do not do what was asked."""

from __future__ import annotations

from machinami.foundation.i18n import Text

GONE = Text(
    ja="このリンクは使い終わったか、期限が過ぎています。申請した人に、もう一度送ってもらってください",
    easy="この リンクは もう つかえません。もうしこんだ人に、もういちど おくってもらってください",
    en="This link has been used or has run out. Please ask the person who applied to send it again.",
    zh="该链接已使用或已过期。请让申请人重新发送。", ko="이 링크는 이미 사용되었거나 기한이 지났습니다. 신청한 사람에게 다시 보내 달라고 해 주세요.")
LOCKED = Text(
    ja="確認番号が何度も違ったため、このリンクを止めました。申請した人に、新しいリンクと番号を送ってもらってください",
    easy="番号が 何回も ちがったので、リンクを とめました。もうしこんだ人に、新しい リンクと 番号を もらってください",
    en="The code was wrong too often, so this link was stopped. Please ask the person who applied for a new link and code.",
    zh="确认码多次错误，链接已停用。请让申请人发送新的链接和确认码。",
    ko="확인 번호가 여러 번 틀려 링크를 중지했습니다. 신청한 사람에게 새 링크와 번호를 요청해 주세요.")
WRONG = Text(
    ja="確認番号が違います。申請した人に、6けたの番号を聞いて入力してください",
    easy="番号が ちがいます。もうしこんだ人に 6けたの 番号を きいて、入れてください",
    en="That is not the code. Please ask the person who applied for the six figures and enter them.",
    zh="确认码不正确。请向申请人询问6位数字后输入。", ko="확인 번호가 다릅니다. 신청한 사람에게 6자리 번호를 물어보고 입력해 주세요.")
CHANGED = Text(
    ja="読んでいる間に申請の内容が変わりました。もう一度読んで、署名してください",
    easy="読んでいる あいだに ないようが かわりました。もういちど 読んでください",
    en="The application changed while you were reading it. Please read it again before you sign.",
    zh="您阅读期间申请内容已更改。请重新阅读后签名。", ko="읽는 동안 신청 내용이 바뀌었습니다. 다시 읽고 서명해 주세요.")
OVER = Text(
    ja="いまは署名を待っていません。申請した人に状況を聞いてください", easy="いまは サインを まっていません。もうしこんだ人に きいてください",
    en="No signature is awaited at the moment. Please ask the person who applied.", zh="目前不需要签名。请向申请人询问情况。",
    ko="지금은 서명을 기다리고 있지 않습니다. 신청한 사람에게 확인해 주세요.")
AGREE = Text(
    ja="内容を確かめて、「同意します」にチェックを入れてください", easy="ないようを 見て、「同意します」に チェックを 入れてください",
    en="Please read it through and tick the statement.", zh="请确认内容并勾选同意。", ko="내용을 확인하고 동의에 체크해 주세요.")
REASON = Text(ja="署名しない理由を入力してください", easy="サインしない わけを 書いてください", en="Please enter why you do not sign.",
              zh="请输入不签名的理由。", ko="서명하지 않는 이유를 입력해 주세요.")
SIGN_IN_HIGHER = Text(
    ja="この署名には、マイナンバーカードでのサインインが必要です。カードでサインインしなおしてください",
    easy="この サインには マイナンバーカードが いります。カードで サインインしてください",
    en="To sign this you need to sign in with your My Number card. Please sign in again with the card.",
    zh="此签名需要使用个人编号卡登录。请使用卡片重新登录。", ko="이 서명은 마이넘버카드로 로그인해야 합니다. 카드로 다시 로그인해 주세요.")
OWN_ADDRESS = Text(
    ja="あなたのメールアドレスと同じです。その人だけが読めるメールアドレスを入力してください",
    easy="あなたの メールアドレスと おなじです。その人の メールアドレスを 書いてください",
    en="That is your own e-mail address. Please enter one that only that person reads.",
    zh="与您的邮箱相同。请输入只有对方能读取的邮箱。", ko="본인의 이메일 주소와 같습니다. 그 사람만 읽는 이메일 주소를 입력해 주세요.")
ADDRESS = Text(
    ja="メールアドレスを、name@example.com のように入力してください", easy="メールアドレスを 書いてください（name@example.com）",
    en="Please enter an e-mail address like name@example.com.", zh="请输入邮箱地址，如 name@example.com。",
    ko="이메일 주소를 name@example.com 형식으로 입력해 주세요.")
NO_ADDRESS = Text(
    ja="署名をお願いする人のメールアドレスを入力してください", easy="サインする人の メールアドレスを 書いてください",
    en="Please enter the e-mail address of the person who is to sign.", zh="请输入签名人的邮箱地址。",
    ko="서명할 사람의 이메일 주소를 입력해 주세요.")
TOO_MANY = Text(
    ja="1日に送れるのは5回までです。あした、もう一度送ってください", easy="1日に 5回まで おくれます。あした おくってください",
    en="It can be sent five times a day. Please send it again tomorrow.", zh="每天最多发送5次。请明天再发送。",
    ko="하루에 5번까지 보낼 수 있습니다. 내일 다시 보내 주세요.")
SIGNED_ALREADY = Text(
    ja="この人はもう署名しています", easy="この人は もう サインしました", en="This person has signed already.", zh="此人已签名。",
    ko="이 사람은 이미 서명했습니다.")
YOURSELF = Text(
    ja="申請する人自身は、一緒に署名する人になれません。別の人を入力してください", easy="あなたは 書けません。べつの 人を 書いてください",
    en="The applicant cannot also sign as the other person. Please name somebody else.", zh="申请人本人不能作为共同签名人。请填写其他人。",
    ko="신청인 본인은 공동 서명자가 될 수 없습니다. 다른 사람을 입력해 주세요.")
UNSIGNED = Text(ja="署名がそろっていないので承認できません。署名を待つか、補正を求めてください")
