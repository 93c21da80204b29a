import sys

from tests.bench.events.ground import ground
from tests.bench.events.harness import run
from tests.bench.events.program import Load
from tests.bench.events.roster import ROSTER

with ground() as g:
    for r in range(3):
        for row in ROSTER:
            if len(sys.argv) > 1 and row.name not in sys.argv[1:]:
                continue
            o = run(g, row, Load(row.burst), 30)
            print(
                row.name,
                o.verdict,
                f"{row.burst / o.seconds:.0f}/s" if o.seconds else "",
                f"cpu/1000 {o.cpu / row.burst * 1e6:.0f} ms",
                o.words,
                flush=True,
            )
    for row in ROSTER:
        if len(sys.argv) > 1 and row.name not in sys.argv[1:]:
            continue
        o = run(g, row, Load(300, 50), 30)
        if o.latencies:
            print(row.name, o.verdict, "p50 %.2f p99 %.2f ms" % (o.latencies[150] * 1e3, o.latencies[-4] * 1e3))
