"""Finding a procedure by what people type, as the portal's page and by itself, beside Django's ``icontains``-like scan."""

from __future__ import annotations

import time
from typing import Any

from benchmarks import city, report

TYPED = ("きっずてあて", "児童手当", "子ども手当をもらいたい", "chlid benefit", "じゅうみんひよ", "proof of address", "아동수당", "居住证明",
         "住民票がほしい", "引越し", "犬", "zzzz")


def main(words: list[str]) -> dict[str, Any]:
    city.open_city()
    from django.test import Client

    from machinami.capabilities.procedures import queries

    client = Client(headers={"host": "127.0.0.1"})

    def scan(text: str) -> list[Any]:
        """The peer: every text of every procedure looked through for what was typed."""
        return [d for d in queries.all_definitions() if text in " ".join(
            (*d.keywords, *d.title.as_dict().values(), *d.summary.as_dict().values(), *d.who.as_dict().values()))]

    def times(ask: Any, rounds: int) -> list[float]:
        found = []
        for turn in range(rounds + 1):
            for text in TYPED:
                began = time.perf_counter()
                ask(text)
                if turn:
                    found.append(time.perf_counter() - began)
        return found

    alone, pages, peer = (times(ask, 15) for ask in (
        lambda t: queries.search(t, "ja"), lambda t: client.get("/ja/search/", {"q": t}), scan))
    figures = {"procedures": len(queries.all_definitions()), "searches_per_second": round(len(alone) / sum(alone)),
               "p95_ms": report.quantile(alone, 0.95), "page_p50_ms": report.quantile(pages, 0.5),
               "page_p95_ms": report.quantile(pages, 0.95), "peer_scan_per_second": round(len(peer) / sum(peer)),
               "ratio": round(sum(peer) / sum(alone), 2)}
    print(f"手続きをさがす: {figures['searches_per_second']}回/秒（p95 {figures['p95_ms']} ms）、画面は p50 {figures['page_p50_ms']} ms "
          f"p95 {figures['page_p95_ms']} ms。読みやつづりの揺れを見ない単純な走査は {figures['peer_scan_per_second']}回/秒、比 {figures['ratio']}")
    return report.keep("search", figures)
