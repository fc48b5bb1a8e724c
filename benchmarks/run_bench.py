#!/usr/bin/python3
"""./bench calls this: runs the chosen measurements one after the other and prints their tables."""

import argparse
import dataclasses
import json
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))

import analytics
import measure
import messages_broadcast
import messages_in
import messages_out
import over_http
import pictures
import pictures_http
import queues
import tokens

MEASUREMENTS = {
    "start": over_http.start,
    "idle": over_http.idle,
    "health": over_http.health,
    "pool": over_http.pool,
    "read": over_http.read,
    "connections": over_http.connections,
    "queue": queues.throughput,
    "fairness": queues.fairness,
    "tokens": tokens.check,
    "token_storm": tokens.storm,
    "render": pictures.race,
    "render_sizes": pictures.sizes,
    "render_http": pictures_http.render,
    "messages_ingest": messages_in.ingest,
    "messages_picture": messages_in.picture,
    "messages_outbox": messages_out.outbox,
    "messages_pace": messages_out.pace,
    "messages_broadcast": messages_broadcast.broadcast,
    "analytics": analytics.pages,
}
# One name for several of them.
GROUPS = {"messages": [name for name in ("messages_ingest", "messages_picture", "messages_outbox", "messages_pace", "messages_broadcast", "analytics")
                       if name in MEASUREMENTS]}
RESULTS = pathlib.Path(__file__).parent / "results-latest.json"
BUSY_LOAD = 0.5


def main() -> int:
    parser = argparse.ArgumentParser(prog="./bench", description="Measures us and the peers on the same work in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*MEASUREMENTS, *GROUPS]))
    options = parser.parse_args()
    if unknown := set(options.names) - set(MEASUREMENTS) - set(GROUPS):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")

    facts = measure.machine()
    print(", ".join(f"{name} {value}" for name, value in facts.items()))
    if os.getloadavg()[0] > BUSY_LOAD:
        print("WARNING: the machine was busy before the start; these numbers are worth little.")

    results, failed = {}, False
    for name in [each for name in options.names for each in GROUPS.get(name, [name])] or MEASUREMENTS:
        try:
            tables = MEASUREMENTS[name]()
        except Exception as problem:  # one measurement that cannot run does not take the others with it
            print(f"\n== {name}\nFAILED: {problem}", flush=True)
            failed = True
            continue
        for table in tables:
            print(table.text(), flush=True)
        results[name] = [dataclasses.asdict(table) for table in tables]
    RESULTS.write_text(json.dumps({"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "machine": facts, "tables": results}, indent=2) + "\n")
    missed = [row["what"] for tables in results.values() for table in tables for row in table["rows"] if row["met"] is False]
    print(f"\n{len(missed)} goals missed{': ' + '; '.join(missed) if missed else ''}. Saved in {RESULTS.relative_to(pathlib.Path.cwd())}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
