"""The extractor: what is loaded once, and what is done with articles."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from . import _arrow
from ._errors import GazetteerWarning, LoadError
from ._show import View
from ._whosaid import Article, Engine

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Path = str | os.PathLike[str]


class Extractor:
    """Gazetteers, model and options, loaded once. Threads may share one; a pickle holds the options, and loads again.

    - `gazetteers` replaces the built-in gazetteers by a list, or all lists of a folder; `add_gazetteer` (a path or several) adds to them;
      `gazetteer_type` is what lists name that do not say it: person, state or organization.
    - `model` is a file made by `whosaid train`, in place of the built-in model.
    - `precision_recall` goes from -3 (few claims, the surest) to 3 (many, more of them wrong).
    - `emit` is what articles are asked for: claims, mentions, sentences, articles (what `to_jsonl` begins with).
    - `explain` adds to each claim why it is one (`claim.why`).
    - `jobs` is the number of threads, one for each processor unless given. No result depends on it.
    - `max_time` is the longest time for an article in seconds of one processor, `max_article` the longest text in bytes of UTF-8.
    - `fields` gives fields of records a name, as in `{"text": "story"}`; without it they are found by the usual names (`whosaid.FIELDS`).

    Rows of gazetteers that cannot be used are warned of (`GazetteerWarning`) and listed in `problems`; a list that cannot be read at all is
    a `LoadError`.

    >>> extractor = Extractor(precision_recall=-1, emit=["claims", "mentions"])
    >>> article = extractor.extract("“The port is open,” Transport Minister Ada Voss said.")
    >>> [mention.name for mention in article.mentions]
    ['Ada Voss']
    """

    def __init__(
        self,
        *,
        gazetteers: Path | None = None,
        add_gazetteer: Path | Sequence[Path] = (),
        gazetteer_type: str | None = None,
        model: Path | None = None,
        precision_recall: float = 0.0,
        emit: str | Sequence[str] = "claims",
        explain: bool = False,
        jobs: int | None = None,
        max_time: float = 60.0,
        max_article: int = 16 << 20,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        add = [add_gazetteer] if isinstance(add_gazetteer, (str, os.PathLike)) else list(add_gazetteer)
        named = dict(fields or {})
        self._options: dict[str, Any] = {
            "gazetteers": gazetteers,
            "add_gazetteer": tuple(add),
            "gazetteer_type": gazetteer_type,
            "model": model,
            "precision_recall": precision_recall,
            "emit": tuple(_arrow.names(emit)),
            "explain": explain,
            "jobs": jobs,
            "max_time": max_time,
            "max_article": max_article,
            "fields": named,
        }
        self._engine = Engine(
            gazetteers=gazetteers,
            add=add,
            kind=gazetteer_type,
            model=model,
            leaning=precision_recall,
            explain=explain,
            jobs=jobs,
            max_time=max_time,
            max_article=max_article,
            fields=list(named.items()),
        )
        for problem in self.problems:
            warnings.warn(str(problem), GazetteerWarning, stacklevel=2)

    def __reduce__(self) -> tuple[partial[Extractor], tuple[()]]:
        return partial(Extractor, **self._options), ()

    def __repr__(self) -> str:
        default = {"emit": ("claims",), "max_time": 60.0, "max_article": 16 << 20}
        given = {name: value for name, value in self._options.items() if value and value != default.get(name)}
        return f"Extractor({', '.join(f'{name}={value!r}' for name, value in given.items())})"

    @property
    def problems(self) -> tuple[LoadError, ...]:
        """Rows of gazetteers that cannot be used."""
        return tuple(LoadError(*problem) for problem in self._engine.problems)

    @property
    def fingerprint(self) -> tuple[str, str]:
        """Hashes of the gazetteers and of the model: what was made with other ones need not be the same."""
        return self._engine.fingerprint

    def extract(self, articles: Any, *, errors: str = "return") -> Any:
        """One article, or many.

        One article is a string, or a dictionary with the text and, where there are such, `id`, `title`, `date`, `outlet`, `url`, `author`
        (`whosaid.FIELDS` has the names tried). It gives an `Article`; what cannot be read raises `ArticleError`.

        Any other iterable gives an iterator over `Article`s in the same order. It is read ahead a little (some hundred kilobytes for each
        thread) and never held as a whole. What cannot be read is, with `errors="return"`, an `ArticleError` in the article's place, which
        is raised when it is asked for claims; with `errors="raise"` it is raised at once. Articles without an id are called `text:N`, N
        being their place, counted from 1.

        >>> extractor = Extractor()
        >>> for article in extractor.extract(["“It is late,” Mr. Voss said.", None, "“It is not,” Ms. Aldane said."]):
        ...     print(article if isinstance(article, Exception) else article.claims[0])
        Claim('Voss', 'said', '“It is late,”')
        article 2: an article is a string or a dictionary, not <class 'NoneType'>
        Claim('Aldane', 'said', '“It is not,”')
        """
        if errors not in ("return", "raise"):
            raise ValueError(f'errors is "return" or "raise", not {errors!r}')
        emit = list(self._options["emit"])
        if Engine.is_article(articles):
            return self._engine.one(articles, emit)
        return self._engine.many(articles, emit, errors == "raise")

    def extract_arrow(
        self, articles: Any, *, emit: str | Sequence[str] = "claims", errors: str = "raise"
    ) -> pyarrow.RecordBatchReader:
        """The records of a table's rows, or of any articles, as a stream of Arrow record batches.

        `articles` is a table, a record batch reader, a DataFrame of pandas or polars, or anything else with `__arrow_c_stream__`, whose
        text never becomes a Python object; or an iterable as for `extract`. The columns of claims are those of a Parquet file that the
        command line writes; the others have the keys of their JSON records.

        `emit` is claims, mentions, sentences, articles or errors. Several of them, as a list, come in one pass: a column for each, of
        which one is filled in each row. Where errors are not among them, `errors="raise"` raises the first, and `errors="log"` tells the
        logger `whosaid` of each.

        >>> import pyarrow
        >>> table = pyarrow.table({"id": ["a1"], "text": ["“It is late,” Mr. Voss said."]})
        >>> Extractor().extract_arrow(table).read_all().column("content").to_pylist()
        [{'text': '“It is late,”', 'spans': [{'start': 0, 'end': 13}]}]
        """
        return _arrow.reader(self._engine, articles, emit, errors)

    def to_pandas(
        self, articles: Any, *, emit: str | Sequence[str] = "claims", errors: str = "raise"
    ) -> pandas.DataFrame:
        """The records of `extract_arrow` as a DataFrame, with a column for each part: `speaker.name`, `content.text`.

        >>> frame = Extractor().to_pandas(["“It is late,” Mr. Voss said."])
        >>> frame[["doc", "source.text", "cue.lemma", "content.text"]].values.tolist()
        [['text:1', 'Mr. Voss', 'say', '“It is late,”']]
        """
        table = self.extract_arrow(articles, emit=emit, errors=errors).read_all()
        return _arrow.flat(table).to_pandas()

    def to_polars(
        self, articles: Any, *, emit: str | Sequence[str] = "claims", errors: str = "raise"
    ) -> polars.DataFrame:
        """The records of `extract_arrow` as a DataFrame of polars, in which parts are structs.

        >>> frame = Extractor().to_polars(["“It is late,” Mr. Voss said."])
        >>> frame["cue"].struct.field("lemma").to_list()
        ['say']
        """
        import polars

        frame = polars.from_arrow(self.extract_arrow(articles, emit=emit, errors=errors).read_all())
        assert isinstance(frame, polars.DataFrame)
        return frame

    def show(self, article: Any) -> View:
        """An article for a notebook, with its claims coloured by speaker. See `whosaid.show`."""
        return View(article if isinstance(article, Article) else self.extract(article))


@lru_cache(maxsize=4)
def _shared(options: tuple[tuple[str, Any], ...]) -> Extractor:
    return Extractor(**dict(options))


def shared(**options: Any) -> Extractor:
    """The extractor with these options that this process has, or gets now."""

    def fixed(value: Any) -> Any:
        if isinstance(value, Mapping):
            return tuple(sorted(value.items()))
        return tuple(value) if isinstance(value, list) else value

    return _shared(tuple(sorted((name, fixed(value)) for name, value in options.items())))


def extract(articles: Any, *, errors: str = "return", **options: Any) -> Any:
    """Who said what in an article (a string, or a dictionary with `text`), or in each of many.

    `options` are those of `Extractor`, which is loaded at the first call and kept. See `Extractor.extract`.

    >>> text = "Harbor news 😀\\n\\n“The port is open,” Transport Minister Ada Voss said on Monday."
    >>> claim = extract(text).claims[0]
    >>> claim
    Claim('Ada Voss', 'said', '“The port is open,”')
    >>> text[claim.content.start : claim.content.end]
    '“The port is open,”'
    >>> claim.speaker.role, claim.occasion.text, claim.cue.lemma, claim.cue.class_
    ('Transport Minister', 'on Monday', 'say', 'statement')
    """
    return shared(**options).extract(articles, errors=errors)


def extract_arrow(
    articles: Iterable[Any] | Any, *, emit: str | Sequence[str] = "claims", errors: str = "raise", **options: Any
) -> pyarrow.RecordBatchReader:
    """See `Extractor.extract_arrow`; `options` are those of `Extractor`."""
    return shared(**options).extract_arrow(articles, emit=emit, errors=errors)


def to_pandas(
    articles: Any, *, emit: str | Sequence[str] = "claims", errors: str = "raise", **options: Any
) -> pandas.DataFrame:
    """See `Extractor.to_pandas`; `options` are those of `Extractor`."""
    return shared(**options).to_pandas(articles, emit=emit, errors=errors)


def to_polars(
    articles: Any, *, emit: str | Sequence[str] = "claims", errors: str = "raise", **options: Any
) -> polars.DataFrame:
    """See `Extractor.to_polars`; `options` are those of `Extractor`."""
    return shared(**options).to_polars(articles, emit=emit, errors=errors)


def show(article: Any, **options: Any) -> View:
    """An article for a notebook: speakers coloured, cues underlined, and a list of its claims.

    `article` is a string, a dictionary, or an `Article`. All of its text is escaped, and characters that would reorder or hide what is
    read are shown by their number.

    >>> "&lt;b&gt;" in show("<b>“It is late,” Mr. Voss said.")._repr_html_()
    True
    """
    if isinstance(article, Article):
        return View(article)
    return shared(**options).show(article)
