"""Spark Connect, with Sail as the server: it needs no Java."""

import pytest

pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyspark")
server = pytest.importorskip("pysail.spark", reason="pysail is not installed: Spark Connect is not tested")
pytest.importorskip("grpc")


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    sail = server.SparkConnectServer(port=0)
    sail.start(background=True)
    _, port = sail.listening_address
    try:
        session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
        session.range(1).collect()
    except Exception as error:
        if "unsupported PySpark version" in str(error):
            pytest.skip(f"this Sail does not speak with this PySpark: {error}")
        raise
    yield session
    session.stop()
    sail.stop()


def test_records_over_connect(spark, articles):
    import whosaid.spark

    df = spark.createDataFrame([(article["id"], article["text"]) for article in articles], "id string, text string")
    rows = whosaid.spark.extract(df).collect()
    claims = [claim for article in whosaid.extract(articles) for claim in article.claims]
    assert sorted((row.id, row.content.text) for row in rows) == sorted((one.id, one.content.text) for one in claims)
