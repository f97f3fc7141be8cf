"""Python against the command line: the same articles, the same cores. Prints a table; the best of several runs counts.

usage: WHOSAID_PROGRAM=… python bench/throughput.py FOLDER-OF-TEXTS
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import whosaid

RUNS = int(os.environ.get("RUNS", "4"))


def best(*works):
    """Seconds of the fastest run of each, in turn, so that what else the machine does falls on all of them."""
    times = [[] for _ in works]
    for _ in range(RUNS):
        for work, own in zip(works, times, strict=True):
            started = time.perf_counter()
            work()
            own.append(time.perf_counter() - started)
    return [min(own) for own in times]


def main(folder):
    paths = sorted(Path(folder).rglob("*.txt"))
    articles = [{"id": path.stem, "text": path.read_bytes().decode()} for path in paths]
    times = int(os.environ.get("TIMES", "1"))
    articles = [{**one, "id": f"{one['id']}-{copy}"} for copy in range(times) for one in articles]
    megabytes = sum(len(article["text"].encode()) for article in articles) / 1e6
    print(f"{len(articles)} articles, {megabytes:.1f} MB")
    program = os.environ["WHOSAID_PROGRAM"]
    with tempfile.TemporaryDirectory() as scratch:
        lines, table = Path(scratch, "articles.jsonl"), Path(scratch, "articles.parquet")
        lines.write_text("".join(json.dumps(article) + "\n" for article in articles))
        pq.write_table(pa.Table.from_pylist(articles), table)

        def command(jobs, given, output):
            path = Path(scratch, output)
            path.unlink(missing_ok=True)
            subprocess.run([program, "extract", given, "-q", "--jobs", str(jobs), "-o", path], check=True)

        def python(extractor):
            with open(Path(scratch, "python.jsonl"), "w", encoding="utf-8") as out:
                for article in extractor.extract(articles):
                    out.write(article.to_jsonl())

        def arrow(extractor):
            for _ in extractor.extract_arrow(pq.read_table(table)):
                pass

        rows = []
        for jobs in (1, 2):
            extractor = whosaid.Extractor(jobs=jobs)
            works = {
                f"command line, {jobs} threads, to JSON Lines": lambda j=jobs: command(j, lines, "cli.jsonl"),
                f"Python, {jobs} threads, to JSON Lines": lambda e=extractor: python(e),
                f"command line, {jobs} threads, to Parquet": lambda j=jobs: command(j, table, "cli.parquet"),
                f"Python, {jobs} threads, Arrow to Arrow": lambda e=extractor: arrow(e),
            }
            rows += zip(works, best(*works.values()), strict=True)
        (start,) = best(lambda: command(1, "/dev/null", "nothing.jsonl"))
        same = Path(scratch, "cli.jsonl").read_bytes() == Path(scratch, "python.jsonl").read_bytes()
    for what, seconds in rows:
        print(f"{what:45} {seconds:6.2f} s {megabytes / seconds:6.2f} MB/s")
    print(f"command line, start alone {start:.3f} s; JSON Lines identical: {same}")
    extractor = whosaid.Extractor()
    text = "“The port is open,” Transport Minister Ada Voss told reporters on Monday. She denied that it had been shut. " * 5
    extractor.extract(text)
    many = 300
    (seconds,) = best(lambda: [extractor.extract(text).claims for _ in range(many)])
    print(f"one article of {len(text)} characters, warm: {seconds / many * 1000:.3f} ms")


if __name__ == "__main__":
    main(sys.argv[1])
