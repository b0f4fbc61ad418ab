"""``python -m machinami.city.population [--people N] [--seed S]``: generate a city and print its fit; the last line is
one JSON object."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict

from machinami.city.population.fit import fit
from machinami.city.population.generator import generate


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m machinami.city.population")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=13115)
    options = parser.parse_args()
    started = time.perf_counter()
    measured = fit(generate(options.people, options.seed))
    seconds = round(time.perf_counter() - started, 2)
    write = sys.stdout.write
    write("\n".join(measured.lines()) + f"\n{'seconds':>24}: {seconds}\n")
    write(json.dumps({"seed": options.seed, "seconds": seconds, **asdict(measured)}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
