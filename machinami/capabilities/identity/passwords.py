"""What a member of staff may choose as a password. Nothing about kinds of characters, and no end of its life (NIST SP 800-63B-4)."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from machinami.capabilities.identity.models import StaffMember
from machinami.foundation.errors import Refused

#: Letters at least (settings), and letters beyond which nobody's password is: hashing takes time that strangers must not spend for us.
SHORTEST, LONGEST = 15, 256
#: Words that everybody who knows this office would try first; what is left without them must still be hard to guess.
OWN_WORDS = ("machinami", "suginami", "kuyakusho", "yakusho", "shiyakusho", "kumin", "tokyo", "password", "passw0rd", "city", "ward",
             "office", "desk", "admin", "staff")
LEFT = 8


class OwnWords:
    """For AUTH_PASSWORD_VALIDATORS: not made of the office's own words and years."""

    def validate(self, password: str, user: StaffMember | None = None) -> None:
        left = re.sub(f"{'|'.join(OWN_WORDS)}|(?:19|20)[0-9]{{2}}|[^0-9a-z\u0080-\U0010ffff]", "", password.lower())
        if len(left) < LEFT:
            raise ValidationError("区役所や仕組みの名前、年などの分かりやすい言葉だけでできています。ほかの言葉を入れてください", code="own_words")

    def get_help_text(self) -> str:
        return "区役所や仕組みの名前、年だけのパスワードは使えません"


def check(password: str, staff: StaffMember) -> None:
    """:raises Refused: with what to do."""
    if len(password) > LONGEST:
        raise Refused(f"パスワードは{LONGEST}文字までにしてください", code="password")
    try:
        validate_password(password, staff)
    except ValidationError as wrong:
        raise Refused("\n".join(wrong.messages), code="password") from wrong
