"""The view of a notebook."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
import whosaid

HOSTILE = (
    "<script>alert(1)</script> “The <img src=x onerror=alert(2)> port is open,” Transport Minister Ada Voss</div> said.\n\n"
    '\u202eesrever\u202c \u200bhidden\x07 &amp; \x85 “It is late,” Mr. "onload=alert(3) Voss said.'
)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.open, self.attributes = set(), [], set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_hostile_text_is_text():
    article = whosaid.extract({"text": HOSTILE, "title": "<h1>\u2066", "outlet": "<b>", "id": "<i>"})
    assert article.claims
    html = whosaid.show(article)._repr_html_()
    tags = Tags()
    tags.feed(html)
    assert tags.open == [] and tags.seen <= {"style", "div", "span", "table", "tr", "th", "td", "br", "h3"}
    assert tags.attributes <= {"class", "style", "title", "dir"}
    for number in ("U+202E", "U+202C", "U+2066", "U+200B", "U+0007", "U+0085"):
        assert f">{number}</span>" in html
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x07\x85]", html)


def test_all_text_is_there_once():
    text = "“It is late,” Mr. Voss said, “and we know it.” 👩‍🚀 He said that Ms. Aldane had said that it was late."
    html = whosaid.show(text)._repr_html_()
    shown = re.search(r'<div class="text" dir="auto">(.*?)</div>', html, re.DOTALL).group(1)
    assert unescape(re.sub("<[^>]*>", "", shown)) == text
    assert 'class="cue"' in html and 'class="source"' in html and "content" in html


def test_styles():
    text = "“It is late,” Foreign Minister Ada Voss of Norway said."
    whole, only_text, only_list = (whosaid.show(text, style=style)._repr_html_() for style in ("claims", "text", "list"))
    assert "<table>" in whole and 'class="text"' in whole
    assert "<table>" not in only_text and 'class="text"' in only_text
    assert "<table>" in only_list and 'class="text"' not in only_list
    names = whosaid.show(text, style="mentions")._repr_html_()
    assert '>Ada Voss<span class="type">person</span>' in names and '>Norway<span class="type">state</span>' in names
    with pytest.raises(AttributeError, match="mentions were not emitted"):
        whosaid.show(whosaid.extract(text), style="mentions")._repr_html_()
    with pytest.raises(ValueError, match="style must be one of claims, text, list, mentions"):
        whosaid.show(text, style="dep")


def test_a_page_of_its_own():
    page = whosaid.show({"text": "“It is late,” Mr. Voss said.", "title": "<b>\u202eLate"}).to_html()
    assert page.startswith("<!doctype html>") and page.count("<html") == page.count("</html>") == 1
    assert "<title>&lt;b&gt;U+202ELate</title>" in page


def test_a_terminal_gets_lines():
    assert (
        repr(whosaid.show("“It is late,” Mr. Voss said.")).splitlines()[1] == "Claim('Voss', 'said', '“It is late,”')"
    )
