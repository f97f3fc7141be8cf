"""Spark: a real cluster of two executors on this machine, one of which is killed."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import whosaid

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("pyspark")
whosaid_spark = pytest.importorskip("whosaid.spark")

if shutil.which("java") is None:
    pytest.skip("there is no Java here: Spark is not tested", allow_module_level=True)

# Another folder of texts, and how many articles to make of them, for a longer run by hand.
TEXTS = os.environ.get("WHOSAID_SPARK_TEXTS")
ARTICLES = int(os.environ.get("WHOSAID_SPARK_ARTICLES", "2500"))


@pytest.fixture(scope="module")
def spark():
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
        "spark.log.level": "ERROR",
        "spark.deploy.maxExecutorRetries": "-1",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def many(articles):
    """The articles, many times over, each with an id of its own."""
    if TEXTS:
        articles = [{"text": path.read_bytes().decode()} for path in sorted(Path(TEXTS).rglob("*.txt"))]
    return [{**articles[number % len(articles)], "id": f"a{number}"} for number in range(ARTICLES)]


@pytest.fixture(scope="module")
def expected(many, program, tmp_path_factory):
    """What the command line makes of them, as a Parquet file."""
    folder = tmp_path_factory.mktemp("expected")
    pq.write_table(pa.Table.from_pylist(many), folder / "articles.parquet")
    command = [program, "extract", folder / "articles.parquet", "--quiet", "-o", folder / "claims.parquet"]
    subprocess.run(command, check=True)
    return folder / "claims.parquet"


def by_id(table):
    """The table as Spark has it, sorted by id."""
    columns = whosaid._arrow.signed(whosaid._arrow.schema_of("claims"))
    batches = [whosaid._arrow.cast(batch, columns) for batch in table.to_batches()]
    return pa.Table.from_batches(batches, columns).sort_by("id").combine_chunks()


def executors(driver):
    """The processes of the executors that this driver has started."""
    parents, found = {}, []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if b"CoarseGrainedExecutorBackend" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue

    def is_own(process):
        while process in parents:
            if process == driver:
                return True
            process = parents[process]
        return False

    return [process for process in found if is_own(process)]


def test_records_are_those_of_the_command_line_though_an_executor_is_killed(spark, many, expected, tmp_path):
    theirs = pq.read_table(expected)
    pq.write_table(pa.Table.from_pylist(many), tmp_path / "articles.parquet", row_group_size=100)
    df = spark.read.parquet(str(tmp_path / "articles.parquet")).repartition(24)
    claims = whosaid_spark.extract(df)
    assert claims.schema == spark.read.parquet(str(expected)).schema

    context, killed = spark.sparkContext, []

    def kill():
        tracker = context.statusTracker()
        while not killed:
            for stage in tracker.getActiveStageIds():
                info = tracker.getStageInfo(stage)
                if info and info.numTasks == 24 and info.numCompletedTasks >= 4:
                    victim = executors(context._gateway.proc.pid)[0]
                    os.kill(victim, signal.SIGKILL)
                    killed.append((victim, info.numCompletedTasks))
            time.sleep(0.02)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    claims.write.parquet(str(tmp_path / "claims"))
    assert killed and killed[0][1] < 24, "no executor was killed while the job ran"
    assert whosaid_spark.schema().names == theirs.schema.names
    mine = pq.read_table(tmp_path / "claims")
    assert mine.num_rows == theirs.num_rows > 5 * ARTICLES
    assert by_id(mine).equals(by_id(theirs))


def test_bad_rows_are_rows_of_the_errors(spark):
    text = "“It is late,” Mr. Voss said."
    df = spark.createDataFrame([("a", text), ("b", None), (None, text), ("d", text)], "`the id` string, story string")
    arguments = {"text": "story", "id": "the id"}
    assert [row.doc for row in whosaid_spark.extract(df, **arguments).collect()] == ["a", "d"]
    errors = whosaid_spark.extract(df, **arguments, emit="errors").collect()
    assert sorted((row.doc or "", row.cause) for row in errors) == [
        ("", "it has no id"),
        ("b", 'the text field "story" is null, not a string'),
    ]
    both = whosaid_spark.extract(df, **arguments, emit=["claims", "errors"])
    assert [row.doc for row in both.where("claims IS NOT NULL").select("claims.*").collect()] == ["a", "d"]
    assert both.where("errors IS NOT NULL").count() == 2
    with pytest.raises(whosaid.InputError, match="no column 'text'"):
        whosaid_spark.extract(df)


def test_gazetteers_are_sent_to_the_workers(spark, tmp_path):
    (tmp_path / "own.csv").write_text("name,type\nQuorvane,person\n")
    spark.sparkContext.addFile(str(tmp_path / "own.csv"))
    df = spark.createDataFrame([("a", "“It is late,” Quorvane said.")], "id string, text string")
    (row,) = whosaid_spark.extract(df, add_gazetteer="own.csv").collect()
    assert (row.speaker.name, row.content.spans[0].end) == ("Quorvane", 13)
    (mention,) = whosaid_spark.extract(df, emit="mentions", add_gazetteer=["own.csv"]).collect()
    assert (mention.text, mention.start) == ("Quorvane", 14)


def test_pipe(spark, program):
    lines = spark.sparkContext.parallelize(['{"id": "a", "text": "“It is late,” Mr. Voss said."}'] * 2, 1)
    records = lines.pipe(f"{program} extract - --quiet").collect()
    assert len(records) == 2 and all('"record":"claim"' in record for record in records)
