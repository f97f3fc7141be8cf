"""Files, pages, and articles with a context."""

import json

import pytest
import whosaid

PAGE = (
    "<html><head><title>Port reopens</title></head><body><article><h1>Port reopens</h1>"
    "<p>“The port is open,” Transport Minister Ada Voss said on Monday, after a week in which no ship had called.</p>"
    "<p>The harbor master said that the first ships were expected before the end of the week, if the weather holds.</p>"
    "</article></body></html>"
)


def test_files_are_read_as_by_the_command_line(tmp_path):
    (tmp_path / "a.txt").write_text("“It is late,” Mr. Voss said.", encoding="utf-8")
    lines = [{"id": "b1", "text": "Ms. Aldane denied that.", "date": "2024-11-07", "section": "City"}, {"id": "b2"}]
    (tmp_path / "b.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (tmp_path / "c.html").write_text(PAGE, encoding="utf-8")
    done = list(whosaid.extract_files(tmp_path, emit=["claims", "articles"]))
    articles = [one for one in done if isinstance(one, whosaid.Article)]
    assert [article.doc for article in articles] == ["a", "b1", "c"]
    assert articles[1].meta == {"section": "City"} and articles[1].date == "2024-11-07"
    assert articles[2].title == "Port reopens" and articles[2].claims[0].speaker.name == "Ada Voss"
    (failed,) = [one for one in done if isinstance(one, whosaid.ArticleError)]
    assert failed.record == 2
    for article in articles:
        for claim in article.claims:
            assert article.text[claim.cue.start : claim.cue.end].startswith(claim.cue.text.split(" ")[0])


def test_one_file_several_files_and_none(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("“It is late,” Mr. Voss said.", encoding="utf-8")
    (article,) = whosaid.extract_files(path)
    assert article.doc == "a"
    assert len(list(whosaid.extract_files([path, tmp_path / "no.txt"]))) == 2
    with pytest.raises(whosaid.ArticleError):
        list(whosaid.extract_files(str(tmp_path / "no.txt"), errors="raise"))
    with pytest.raises(ValueError):
        whosaid.extract_files(path, errors="ignore")


def test_many_files_come_in_order(tmp_path):
    for number in range(200):
        text = f"“It is {number},” Mr. Voss said.\n\n" + "It rained. " * 2000
        (tmp_path / f"{number:03}.txt").write_text(text, encoding="utf-8")
    assert [article.doc for article in whosaid.extract_files(tmp_path)] == [f"{number:03}" for number in range(200)]


@pytest.mark.parametrize("html", [PAGE, PAGE.encode()])
def test_a_page(html):
    article = whosaid.extract({"html": html, "id": "p", "url": "https://post.example/1"})
    assert (article.doc, article.title, article.url, article.outlet) == ("p", "Port reopens", "https://post.example/1", "post.example")
    assert article.claims[0].speaker.name == "Ada Voss" and "<p>" not in article.text


def test_contexts_come_back():
    pairs = [("“It is late,” Mr. Voss said.", 1), (None, {"two": 2}), ({"text": "Ms. Aldane denied that."}, None)]
    (late, one), (failed, two), (denied, three) = whosaid.extract(iter(pairs), as_tuples=True)
    assert (one, two, three) == (1, {"two": 2}, None)
    assert late.claims and denied.claims and isinstance(failed, whosaid.ArticleError)
    many = whosaid.extract(((f"“It is {n},” Mr. Voss said.", n) for n in range(3000)), as_tuples=True)
    assert all(str(n) in article.text for article, n in many)


def test_contexts_after_an_error():
    results = whosaid.extract([("“It is late,” Mr. Voss said.", 1), (None, 2), ("He left.", 3)], as_tuples=True, errors="raise")
    assert next(results)[1] == 1
    with pytest.raises(whosaid.ArticleError):
        next(results)
    assert next(results)[1] == 3
    with pytest.raises(TypeError, match="pairs"):
        list(whosaid.extract(["no pair"], as_tuples=True))
