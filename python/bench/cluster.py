"""Spark's throughput per core, warm, against the command line on one core.

usage: WHOSAID_PROGRAM=… python bench/cluster.py FOLDER-OF-TEXTS [ARTICLES] [MASTER]
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import whosaid.spark
from pyspark.sql import SparkSession


def main(folder, count=4000, master="local-cluster[1,1,1024]"):
    texts = [path.read_bytes().decode() for path in sorted(Path(folder).rglob("*.txt"))]
    articles = [{"id": f"{number:06}", "text": texts[number % len(texts)]} for number in range(count)]
    megabytes = sum(len(article["text"].encode()) for article in articles) / 1e6
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = (
        SparkSession.builder.master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    with tempfile.TemporaryDirectory() as scratch:
        given = Path(scratch, "articles.parquet")
        pq.write_table(pa.Table.from_pylist(articles), given, row_group_size=1000)
        df = spark.read.parquet(str(given)).repartition(8).cache()
        df.count()
        times = []
        for run in range(4):
            started = time.perf_counter()
            whosaid.spark.extract(df).write.mode("overwrite").parquet(str(Path(scratch, "claims")))
            times.append(time.perf_counter() - started)
            print(f"Spark, run {run}: {times[-1]:.2f} s, {megabytes / times[-1]:.2f} MB/s", flush=True)
        spark.stop()
        own = []
        for _ in range(3):
            Path(scratch, "own.parquet").unlink(missing_ok=True)
            started = time.perf_counter()
            command = [os.environ["WHOSAID_PROGRAM"], "extract", given, "-q", "--jobs", "1", "-o", f"{scratch}/own.parquet"]
            subprocess.run(command, check=True)
            own.append(time.perf_counter() - started)
    print(f"{master}, {count} articles, {megabytes:.1f} MB: Spark {min(times):.2f} s, command line {min(own):.2f} s,")
    print(f"ratio {min(own) / min(times):.2f}")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]), *sys.argv[3:4])
