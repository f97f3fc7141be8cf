"""Articles in, objects out."""

import json
import pickle
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

import whosaid

TEXT = (
    "Harbor news 😀🚢\n\n“The port is open,” Transport Minister Ada Voss told reporters on Monday.\n\n"
    "She denied that the 🚢 had sunk."
)


def test_spans_are_string_indices():
    article = whosaid.extract(TEXT, emit=["claims", "mentions", "sentences"])
    claim = article.claims[0]
    assert TEXT[claim.content.start : claim.content.end] == claim.content.text == "“The port is open,”"
    assert TEXT[claim.source.start : claim.source.end] == claim.source.text
    assert TEXT[claim.cue.start : claim.cue.end] == claim.cue.text == "told"
    assert (claim.addressee.text, claim.occasion.text) == ("reporters", "on Monday")
    parts = [(span, part) for one in article.claims for part in (one.content, one.cue) for span in part.spans]
    assert parts and all(TEXT[span.start : span.end] in part.text for span, part in parts)
    for found in (*article.mentions, *article.sentences):
        assert TEXT[found.start : found.end] == found.text
    assert article.mentions and article.sentences


def test_several_spans_are_joined_by_a_space():
    text = "“It is late,” Mr. Voss said, “and we know it.”"
    (content,) = {claim.content for claim in whosaid.extract(text).claims}
    assert len(content.spans) == 2
    assert content.text == " ".join(text[span.start : span.end] for span in content.spans)
    assert text[content.start : content.end] == text


def test_records_are_those_of_the_command_line(articles, run):
    emit = ["articles", "sentences", "mentions", "claims"]
    for options, flags in [
        ({}, []),
        ({"explain": True, "precision_recall": -1.0}, ["--explain", "--precision-recall=-1"]),
        ({"explain": "features", "said": True}, ["--explain=features", "--said"]),
        ({"classes": ["belief", "denial"]}, ["--classes=belief,denial"]),
    ]:
        extractor = whosaid.Extractor(emit=emit, **options)
        mine = "".join(article.to_jsonl() for article in extractor.extract(articles, errors="raise"))
        assert mine == run(articles, "--emit", ",".join(emit), *flags)
        assert mine.count("\n") > 300


def test_dictionaries_are_the_records(articles, run):
    theirs = [json.loads(line) for line in run(articles).splitlines()]
    claims = [claim for article in whosaid.extract(articles) for claim in article.claims]
    assert [claim.to_dict() for claim in claims] == theirs
    for claim, record in zip(claims, theirs, strict=True):
        for key in ("source", "speaker", "cue", "addressee", "occasion", "content"):
            part = getattr(claim, key)
            assert (part and part.to_dict()) == record[key], key
        for key in ("id", "doc", "kind", "sentence", "paragraph", "negated", "confidence", "by"):
            assert getattr(claim, key) == record[key], key
        assert (list(claim.mentions), list(claim.flags)) == (record["mentions"], record["flags"])


def test_fields_of_an_article():
    article = whosaid.extract(
        {
            "headline": "Port", "body": TEXT, "doc_id": 7, "domain": {"name": "Herald"}, "published": date(2024, 5, 1),
            "byline": ["A. Writer", "B. Writer"], "link": float("nan"), "other": object(),
        }
    )  # fmt: skip
    assert (article.doc, article.title, article.outlet, article.url) == ("7", "Port", "Herald", None)
    assert (article.date, article.author, article.text) == ("2024-05-01", "A. Writer, B. Writer", TEXT)
    assert article.to_dict()["claims"] == len(article.claims) > 0
    assert whosaid.extract({"story": TEXT}, fields={"text": "story"}).claims == whosaid.extract(TEXT).claims


def test_objects_are_immutable_and_comparable():
    first, second = whosaid.extract(TEXT).claims, whosaid.extract(TEXT).claims
    assert first == second and first[0] is not second[0]
    assert len({*first, *second}) == len(first) > 0
    for thing in (first[0], first[0].content, first[0].content.spans[0], first[0].speaker):
        for name in ("text", "id", "start", "anything"):
            with pytest.raises(AttributeError):
                setattr(thing, name, "changed")
    assert repr(first[0]) == "Claim('Ada Voss', 'told', '“The port is open,”')"


def test_records_that_were_not_emitted_are_not_empty_lists():
    article = whosaid.extract(TEXT)
    with pytest.raises(AttributeError, match="mentions were not emitted"):
        article.mentions  # noqa: B018
    with pytest.raises(AttributeError, match="articles were not emitted"):
        whosaid.extract(TEXT, emit="mentions").to_dict()


BAD = [
    (None, "a string or a dictionary, not <class 'NoneType'>"),
    (7, "a string or a dictionary, not <class 'int'>"),
    ({"id": "a1", "text": None}, "no text field with a string"),
    ({"id": "a1", "text": b"bytes"}, "no text field with a string"),
    ({"id": "a1"}, "no text field with a string"),
    ({"id": "a1", "text": "a", "body": "b"}, "both text and body could be the text"),
    ("\ud800", "not valid Unicode"),
    ("x" * 2001, "exceeds the limit of 2000 bytes"),
]


def test_one_bad_article_loses_no_other():
    extractor = whosaid.Extractor(max_article=2000, jobs=2)
    good = ["“It is late,” Mr. Voss said."] * 40
    mixed = [one for bad, _ in BAD for one in (*good, bad)]
    done = list(extractor.extract(mixed))
    assert len(done) == len(mixed)
    for number, (given, result) in enumerate(zip(mixed, done), 1):
        if given == good[0]:
            assert (result.doc, len(result.claims)) == (f"text:{number}", 1)
            continue
        cause = next(cause for bad, cause in BAD if bad is given)
        assert isinstance(result, whosaid.ArticleError) and cause in result.cause, (given, result)
        assert (result.path, result.record) == ("-", number)
        assert result.to_dict() == {
            "schema": "whosaid/1", "record": "error", "path": "-", "line": number, "cause": result.cause,
        }  # fmt: skip
        with pytest.raises(whosaid.ArticleError):
            result.claims  # noqa: B018
    raising = extractor.extract(mixed, errors="raise")
    for _ in good:
        next(raising)
    with pytest.raises(whosaid.ArticleError, match="^article 41: "):
        next(raising)
    assert next(raising).doc == "text:42"


def test_one_article_raises():
    for bad, cause in BAD[2:]:
        with pytest.raises(whosaid.ArticleError) as raised:
            whosaid.Extractor(max_article=2000).extract(bad)
        assert cause in raised.value.cause
    assert raised.value.record == 1
    copy = pickle.loads(pickle.dumps(raised.value))
    assert (copy.args, str(copy)) == (raised.value.args, str(raised.value))
    with pytest.raises(whosaid.ArticleError, match="exceeded the 0 s limit"):
        whosaid.extract(TEXT, max_time=0.0)


def test_iterables_are_streamed_in_order():
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield TEXT * (taken % 7)

    extractor = whosaid.Extractor(jobs=2)
    done = extractor.extract(endless())
    lengths = [len(next(done).text) for _ in range(3000)]
    assert lengths == [len(TEXT) * (number % 7) for number in range(1, 3001)]
    assert taken < 3000 + 20 * 256, "it reads ahead no further than its window"


def test_an_iterable_that_fails_is_heard_after_what_came_before():
    def broken() -> Iterator[str]:
        yield from [TEXT] * 5
        raise OSError("the disk is gone")

    done = whosaid.extract(broken())
    assert [next(done).doc for _ in range(5)] == [f"text:{number}" for number in range(1, 6)]
    with pytest.raises(OSError, match="the disk is gone"):
        next(done)
    assert list(done) == []


def test_threads_share_an_extractor(articles):
    extractor = whosaid.Extractor(jobs=2)
    expected = [article.to_jsonl() for article in extractor.extract(articles)]

    def work(number: int) -> list[str]:
        if number % 2:
            return [extractor.extract(article).to_jsonl() for article in articles]
        return [article.to_jsonl() for article in extractor.extract(articles)]

    with ThreadPoolExecutor(4) as threads:
        assert all(done == expected for done in threads.map(work, range(8)))


def test_the_interpreter_is_free_meanwhile(articles):
    extractor = whosaid.Extractor(jobs=1)
    long = "\n\n".join(article["text"] for article in articles) * 40
    ticks, over = [], threading.Event()

    def tick() -> None:
        while not over.wait(0.001):
            ticks.append(time.perf_counter())

    ticker = threading.Thread(target=tick)
    ticker.start()
    started = time.perf_counter()
    extractor.extract(long)
    ended = time.perf_counter()
    over.set()
    ticker.join()
    during = sum(started < tick < ended for tick in ticks)
    assert during > 5, f"{during} ticks in {ended - started:.3f} s"


def test_pickles(articles):
    extractor = whosaid.Extractor(emit=["claims", "mentions", "sentences"], precision_recall=0.5, explain=True)
    copy = pickle.loads(pickle.dumps(extractor))
    assert repr(copy) == repr(extractor) and copy.fingerprint == extractor.fingerprint
    for mine, theirs in zip(extractor.extract(articles), copy.extract(articles), strict=True):
        assert mine.to_jsonl() == theirs.to_jsonl()
        again = pickle.loads(pickle.dumps(mine))
        assert (again.to_jsonl(), again.text, repr(again)) == (mine.to_jsonl(), mine.text, repr(mine))
        assert again.claims == mine.claims
    claim = extractor.extract(TEXT).claims[0]
    assert whosaid.Claim.from_json(claim.to_json()) == claim and claim.why
    with pytest.raises(ValueError, match="not a record of this type"):
        whosaid.Claim.from_json("{}")


def test_gazetteers(tmp_path):
    text = "“It is late,” Quorvane said."
    names = tmp_path / "own.csv"
    names.write_text("name,type\nQuorvane,person\n")
    assert whosaid.extract(text, add_gazetteer=names).claims[0].speaker.name == "Quorvane"
    assert whosaid.extract(text, add_gazetteer=[str(names)]).claims[0].speaker.name == "Quorvane"
    with pytest.raises(whosaid.LoadError) as raised:
        whosaid.Extractor(add_gazetteer=tmp_path / "none.csv")
    assert raised.value.path.endswith("none.csv")
    broken = tmp_path / "broken.csv"
    broken.write_text("name,type\nQuorvane,person\nVanquore,planet\n")
    with pytest.warns(whosaid.GazetteerWarning, match="broken.csv:3: "):
        extractor = whosaid.Extractor(add_gazetteer=broken)
    assert [problem.record for problem in extractor.problems] == [3]


def test_name_models(articles, run, tmp_path):
    def mentions(**options):
        extractor = whosaid.Extractor(emit="mentions", **options)
        return "".join(article.to_jsonl() for article in extractor.extract(articles, errors="raise"))

    by_rules = run(articles, "--emit=mentions", "--name-model=none")
    assert mentions(name_model="none") == by_rules != mentions()
    assert pickle.loads(pickle.dumps(whosaid.Extractor(name_model="none"))).fingerprint != whosaid.Extractor().fingerprint
    with pytest.raises(whosaid.LoadError) as raised:
        whosaid.Extractor(name_model=tmp_path / "missing.bin")
    assert raised.value.path.endswith("missing.bin")


@pytest.mark.parametrize(
    "options",
    [{"precision_recall": 4}, {"jobs": 0}, {"gazetteer_type": "planet"}, {"fields": {"txt": "a"}}, {"max_time": -1.0}],
)
def test_wrong_options(options):
    with pytest.raises(ValueError):
        whosaid.Extractor(**options)


def test_a_fork_has_threads_of_its_own():
    import os

    if not hasattr(os, "fork"):
        pytest.skip("no fork here")
    extractor = whosaid.Extractor(jobs=2)
    assert len(list(extractor.extract([TEXT] * 10))) == 10
    child = os.fork()
    if child == 0:
        os._exit(0 if len(list(extractor.extract([TEXT] * 10))) == 10 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
