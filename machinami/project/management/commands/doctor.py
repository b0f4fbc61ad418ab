"""``machinami doctor``: what is set here, what is missing, what is unsafe, and what to do."""

from __future__ import annotations

import importlib.util
import json
import os

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from machinami.capabilities.identity import oidc
from machinami.capabilities.payments import ports as payments
from machinami.project.settings.traces import present

#: (name, what it does, needed in production)
VARIABLES = (
    ("MACHINAMI_MODE", "production にすると、試験用の秘密と試験用の扉を断ります", True),
    ("SECRET_KEY", "セッションと署名の鍵（50文字以上）。python -c 'import secrets; print(secrets.token_urlsafe(50))'", True),
    ("FIELD_KEYS", "口座などを暗号にする鍵。python -c 'import base64,os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'", True),
    ("BASE_URL", "区民が開くアドレス（https://…）", True),
    ("ALLOWED_HOSTS", "受け付けるホスト名（コンマ区切り）", True),
    ("DATABASE_URL", "postgresql://… なければ VAR の SQLite", True),
    ("AUDIT_DATABASE_URL", "監査の別データベース。なければ名前に _audit を付けたもの", False),
    ("SEAL_P12_FILE", "文書に付ける区の電子署名の鍵と証明書（PKCS#12）。なければ署名なしで出します", True),
    ("SEAL_P12_PASSPHRASE", "その暗証", False),
    ("SEAL_CRL_FOLDER", "署名に埋め込む失効リスト（PEM）のフォルダ。なければ長期検証（B-LTA）になりません", False),
    ("SEAL_TSA_URL", "時刻認証局（RFC 3161）のアドレス。なければ時刻印なし", False),
    ("DATABASE_POOL_SIZE", "PostgreSQL への接続の数（1プロセス、1データベースあたり。なければ12）", False),
    ("DATABASE_REPLICA_URL", "読取り用の写し。少し遅れてもよい集計だけが読みます。なければ元のデータベースを読みます", False),
    ("REDIS_URL", "redis://… 共有キャッシュと回数の制限。プロセスや機械が複数のとき。なければ各プロセスの中", False),
    ("RATE_LIMIT", "1人が1分にできる要求の数。0なら数えません（本番は600）", False),
    ("METRICS_TOKEN", "/metrics を読む合言葉（Authorization: Bearer …）。なければこの機械からだけ読めます", False),
    ("SCANNER_URL", "ウイルスの検査: clamd://ホスト:3310 か clamd:///ソケットのパス。なければ検査せずに受け取ります（作り直しはします）", False),
    ("SMTP_URL", "smtp://利用者:パスワード@ホスト:587?starttls=1 なければ VAR/mail に置きます", True),
    ("MAIL_FROM", "差出人のアドレス", True),
    ("PUSH_KEY_FILE", "プッシュ通知の秘密鍵（P-256、PEM）。openssl ecparam -name prime256v1 -genkey -noout。なければプッシュ通知を出しません", False),
    ("PUSH_CONTACT", "プッシュサービスが連絡できる mailto: か https:。なければ MAIL_FROM", False),
    ("OUTBOUND_NETWORKS", "区の内側で送ってよい相手（10.20.0.0/16 のように、コンマ区切り）。なければ公開アドレスにだけ送ります", False),
    ("OIDC_ISSUER", "住民の認証（デジタル認証アプリなど）の発行者", True),
    ("OIDC_CLIENT_ID", "その利用者識別子", True),
    ("OIDC_PRIVATE_KEY_FILE", "private_key_jwt の秘密鍵（PEM）", True),
    ("OIDC_ORIGINS", "認証の画面のアドレスが発行者と違うときの https://ホスト（コンマ区切り）", False),
    ("PAYMENT_PROVIDERS", "決済会社: 名前=module:class（コンマ区切り）。なければオンラインの支払いを閉じます", True),
    ("REGISTERS", "照会する台帳: 名前=module:class（コンマ区切り）。なければ職員が手で入力します", False),
    ("PG_BIN", "pg_dump と pg_restore のあるフォルダ（machinami backup が使います）。なければ PATH から探します", False),
    ("BEHIND_PROXY", "1 にすると、TLS を終える自前のプロキシが付けた X-Forwarded-Proto と X-Forwarded-For を信じます", False),
    ("MACHINAMI_VAR", "データを置くフォルダ", False),
    ("EVENT_STREAM_URL", "画面の自動更新の口（https://BASE_URLのホスト/events）。なければ画面は開き直すまで変わりません", False),
    ("LOG_FORMAT", "json にすると1行1件のJSON", False),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "トレースを受ける収集側（http://ホスト:4318）。追加機能 traces が要ります。なければ記録しません。ほかの OTEL_* も読みます", False),
)
EXTRAS = {"sudachipy": "language（ふりがな・読みの作成）", "redis": "redis", "opentelemetry.sdk": "traces（処理にかかった時間の記録）"}


class Command(BaseCommand):
    help = "Explain the settings: set, missing, unsafe."

    def handle(self, **options: object) -> None:
        missing, unsafe = [], []
        self.stdout.write(f"モード: {settings.MODE}")
        for name, meaning, needed in VARIABLES:
            state = "設定あり" if os.environ.get(name) else "足りない" if needed and settings.PRODUCTION else "なし"
            if state == "足りない":
                missing.append(name)
            self.stdout.write(f"  {state:5} {name:22} {meaning}")
        if settings.SECRET_KEY == settings.DEMO_SECRET:
            unsafe.append("SECRET_KEY")
        if settings.FIELD_KEYS.startswith("ZGVtby"):
            unsafe.append("FIELD_KEYS")
        if settings.DEMO_DOORS:
            unsafe.append("DEMO_DOORS")
        self.stdout.write(f"本番では使えないもの: {', '.join(unsafe) or 'なし'}")
        absent = [words for name, words in EXTRAS.items() if not present(name)]
        self.stdout.write(f"入っていない追加機能: {', '.join(absent) or 'なし'}（script/server --full で入ります）")
        self._engines()
        wrong = self._ways_out()
        ok = not missing and not wrong and not (settings.PRODUCTION and unsafe)
        self.stdout.write(json.dumps({"mode": settings.MODE, "missing": missing, "unsafe": unsafe, "wrong": wrong, "ok": ok}))
        if not ok:
            raise SystemExit(1)

    def _engines(self) -> None:
        """What is asked by the same code either way, and whether it answers."""
        for alias, words in (("default", "データベース"), ("audit", "監査のデータベース"), ("replica", "読取り用の写し")):
            if alias not in settings.DATABASES:
                self.stdout.write(f"{words}: なし（元のデータベースを読みます）")
                continue
            try:
                connections[alias].ensure_connection()
                self.stdout.write(f"{words}: {connections[alias].vendor}、つながります")
            except DatabaseError as error:
                self.stdout.write(f"{words}: つながりません（{str(error).strip().splitlines()[0][:120]}）")
        self.stdout.write("トレース: " + ("収集側に送ります（届かないあいだは捨てて、業務は続けます）" if settings.TRACES else "なし"))
        if not settings.REDIS_URL:
            self.stdout.write("Redis: なし（各プロセスの中に覚えます）")
        elif importlib.util.find_spec("redis") is None:
            self.stdout.write("Redis: 設定されていますが、追加機能 redis が入っていません")
        else:
            self.stdout.write("Redis: " + ("つながります" if cache.reachable() else "つながりません。各プロセスの中で続けます"))

    def _ways_out(self) -> list[str]:
        """Where browsers are let go from our pages (Content-Security-Policy), and why; what is wrong with it."""
        wrong = []
        self.stdout.write(f"住民の認証: {settings.OIDC['issuer'] or 'なし'} → フォームの行き先 {' '.join(oidc.origins()) or 'なし'}")
        for code in payments.providers():
            try:
                self.stdout.write(f"決済会社 {code}: フォームの行き先 {' '.join(payments.provider(code).origins()) or 'なし'}")
            except (ImportError, AttributeError, NotImplementedError) as error:
                self.stdout.write(f"決済会社 {code}: 使えません（{error or 'origins() がありません'}）。PAYMENT_PROVIDERS を直してください")
                wrong.append("PAYMENT_PROVIDERS")
        if not payments.providers():
            self.stdout.write("決済会社: なし。支払いの画面は、いまオンラインで払えないことと、聞く先を示します")
        self.stdout.write(f"画面の自動更新: {settings.EVENT_STREAM_URL or 'なし'}")
        return wrong
