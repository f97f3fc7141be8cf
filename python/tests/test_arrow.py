"""Tables in, tables out."""

import json
import subprocess

import pytest

import whosaid

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture(scope="module")
def table(articles):
    return pa.Table.from_pylist(articles)


def test_claims_are_those_of_the_parquet_file(articles, table, program, tmp_path):
    pq.write_table(table, tmp_path / "articles.parquet")
    command = [program, "extract", tmp_path / "articles.parquet", "--quiet", "-o", tmp_path / "claims.parquet"]
    subprocess.run(command, check=True)
    theirs = pq.read_table(tmp_path / "claims.parquet")
    for given in (table, table.to_reader(max_chunksize=2), articles, iter(articles)):
        mine = whosaid.extract_arrow(given)
        assert mine.schema.equals(theirs.schema)
        assert mine.read_all().equals(theirs)
    assert theirs.num_rows > 100


def test_the_other_tables_are_the_records(articles, table):
    extractor = whosaid.Extractor(emit=["articles", "sentences", "mentions", "claims"])
    records = [record for article in extractor.extract(articles) for record in article.records()]
    for emit, kind in [("mentions", "mention"), ("sentences", "sentence"), ("articles", "article")]:
        rows = whosaid.extract_arrow(table, emit=emit).read_all().to_pylist()
        expected = [record for record in records if record["record"] == kind]
        assert len(rows) == len(expected) > 0
        for row, record in zip(rows, expected):
            # A column is there for every row, the key only in a record that has something in it.
            record = {**({"meta": None} if kind == "article" else {}), **record}
            assert set(row) == set(record) - {"schema", "record"}
            assert row == {key: pytest.approx(record[key]) if key == "confidence" else record[key] for key in row}


def test_string_types(table):
    expected = whosaid.extract_arrow(table).read_all()
    for kind in (pa.large_string(), pa.string_view()):
        other = table.set_column(table.schema.get_field_index("text"), "text", table["text"].cast(kind))
        assert whosaid.extract_arrow(other).read_all().equals(expected)
    sliced = pa.concat_tables([table, table]).slice(len(table) - 1, 2)
    docs = whosaid.extract_arrow(sliced, emit="articles").read_all()["doc"].to_pylist()
    assert docs == [table["id"][-1].as_py(), table["id"][0].as_py()]


def test_bad_rows(caplog):
    text = "“It is late,” Mr. Voss said."
    table = pa.table({"id": ["a", "b", "c"], "text": [text, None, text]})
    with pytest.raises(whosaid.ArticleError) as raised:
        whosaid.extract_arrow(table).read_all()
    assert (raised.value.record, raised.value.doc) == (2, "b")
    assert whosaid.extract_arrow(table, errors="log").read_all()["doc"].to_pylist() == ["a", "c"]
    assert [record.getMessage() for record in caplog.records] == [
        'article 2: the text field "text" is null, not a string [b]'
    ]
    errors = whosaid.extract_arrow(table, emit="errors").read_all().to_pylist()
    assert errors == [{"doc": "b", "path": "-", "line": 2, "cause": 'the text field "text" is null, not a string'}]
    both = whosaid.extract_arrow(table, emit=["claims", "errors"]).read_all()
    assert [(row["claims"] and row["claims"]["doc"], row["errors"] and row["errors"]["doc"]) for row in both.to_pylist()] == [
        ("a", None), ("c", None), (None, "b"),
    ]  # fmt: skip


def test_tables_without_a_text():
    for table, cause in [
        (pa.table({"id": ["a"], "story": ["b"]}), "no text column with strings"),
        (pa.table({"text": ["a"], "body": ["b"]}), "both text and body could be the text"),
        (pa.table({"text": [1]}), "no text column with strings"),
    ]:
        with pytest.raises(whosaid.InputError, match=cause):
            whosaid.extract_arrow(table)
    with pytest.raises(ValueError, match="is not one of claims"):
        whosaid.extract_arrow(["a"], emit="nothing")
    assert whosaid.extract_arrow(pa.table({"text": pa.array([], pa.string())})).read_all().num_rows == 0


def test_long_tables_are_streamed_in_order(articles):
    text = articles[0]["text"]
    batch = pa.record_batch({"id": [str(number) for number in range(50)], "text": [text] * 50})
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield batch

    reader = whosaid.Extractor(jobs=2).extract_arrow(pa.RecordBatchReader.from_batches(batch.schema, endless()))
    docs = []
    while len(docs) < 3000:
        docs += reader.read_next_batch()["doc"].to_pylist()
    changes = [doc for before, doc in zip([None, *docs], docs) if doc != before]
    assert changes == [str(number % 50) for number in range(len(changes))]
    assert taken * 50 * len(text) < 40 << 20


def test_frames(articles):
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    claims = [claim for article in whosaid.extract(articles) for claim in article.claims]
    frame = whosaid.to_pandas(articles)
    assert frame["content.text"].tolist() == [claim.content.text for claim in claims]
    names = [claim.speaker and claim.speaker.name for claim in claims]
    assert [None if pandas.isna(name) else name for name in frame["speaker.name"]] == names
    assert whosaid.to_pandas(pandas.DataFrame(articles)).equals(frame)
    assert whosaid.to_polars(polars.DataFrame(articles)).equals(whosaid.to_polars(articles))
    assert whosaid.to_polars(articles)["speaker"].struct.field("name").to_list() == names
    assert json.loads(json.dumps(whosaid.to_polars(articles[:1])["id"].to_list())) == [
        claim.id for claim in claims if claim.doc == articles[0]["id"]
    ]
