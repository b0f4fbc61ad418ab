"""Waiting times of made-up days in March told beforehand, beside what ticket machines show (people ahead × mean ÷ open counters).

Also how quick a forecast of a whole busy line is (seconds of the processor).
"""

from __future__ import annotations

import argparse
import time
from statistics import fmean
from typing import Any

from benchmarks import report
from machinami.capabilities.queues import forecast, made_days


def main(words: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="benchmarks queues")
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(words)
    known = made_days.learnt(10, seed=options.seed)
    busiest: list[forecast.Line] = []

    def ask(line: forecast.Line, visitor: made_days.Visitor) -> made_days.Seen | None:
        if not busiest or len(line.people) > len(busiest[0].people):
            busiest[:] = [line]
        return plain(line, visitor)

    plain = made_days.asking(runs=forecast.RUNS)
    days = [made_days.march_day(options.seed * 1000 + n, known, ask) for n in range(options.days)]
    seen = [[s for s in d.seen if s.waited >= 0] for d in days]
    every = [s for day in seen for s in day]

    def error(some: list[made_days.Seen], name: str) -> float:
        return fmean(abs(getattr(s, name) - s.waited) for s in some) / 60

    began = time.process_time()
    for _ in range(5):
        forecast.waits(busiest[0])
    took = (time.process_time() - began) / 5
    by_day = sorted(error(d, "expected") for d in seen)
    figures = {
        "days": len(days), "people": len(every), "mean_wait_min": round(fmean(s.waited for s in every) / 60, 1),
        "mean_error_min": round(error(every, "expected"), 2), "bias_min": round(fmean(s.expected - s.waited for s in every) / 60, 2),
        "worst_day_min": round(by_day[-1], 2), "days_within_5_min": sum(e <= 5 for e in by_day),
        "in_band": round(fmean(s.low <= s.waited <= s.high for s in every), 3), "naive_error_min": round(error(every, "naive"), 2),
        "ratio": round(error(every, "naive") / error(every, "expected"), 2), "line": len(busiest[0].people), "line_ms": round(took * 1000, 1)}
    print(f"待ち時間の見込み: {figures['days']}日 {figures['people']}人（平均の待ち {figures['mean_wait_min']}分）、平均の外れ {figures['mean_error_min']}分、"
          f"単純な見込み {figures['naive_error_min']}分、比 {figures['ratio']}。{figures['line']}人の列の見込みに {figures['line_ms']} ms")
    return report.keep("queues", figures)
