"""An honest client beside a crowd, as a process of its own so that the crowd's threads do not slow its clock.

    probe.py URL PATH COOKIE SECONDS     prints {"p99_ms": …, "slowest_ms": …, "statuses": {…}}
"""

import json
import sys
import time

from traffic import Client, count, p99_ms, slowest_ms

PAUSE_S = 0.005


def main() -> None:
    url, path, cookie, seconds = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
    client = Client(url, cookie)
    client.get(path)
    until = time.monotonic() + seconds
    seen = []
    while time.monotonic() < until:
        seen.append(client.get(path))
        time.sleep(PAUSE_S)
    client.close()
    print(json.dumps({"p99_ms": p99_ms([one.seconds for one in seen]), "slowest_ms": slowest_ms(seen), "statuses": count(seen)}))


if __name__ == "__main__":
    main()
