"""The extractor: loads gazetteers and models once, and reads articles."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from . import _arrow
from ._errors import GazetteerWarning, LoadError
from ._pairs import Pairs
from ._show import Style, View
from ._whosaid import Article, Engine

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Path = str | os.PathLike[str]


class Extractor:
    """Gazetteers, models and options, loaded once. Threads can share an extractor. A pickle has only the options and loads again.

    - `gazetteers` replaces the built-in gazetteers with a list or a folder of lists; `add_gazetteer` (one path or several) adds to them;
      `gazetteer_type` is the type of names in lists that do not give one: person, state or organization.
    - `model` is a file made by `whosaid train`, used instead of the built-in model; `name_model` likewise, for names that no gazetteer has,
      or "none" to use only rules for them.
    - `precision_recall` goes from -3 (fewer claims, more reliable) to 3 (more claims, less reliable).
    - `emit` lists the records of each article: claims, mentions, sentences, articles (the first line of `to_jsonl`).
    - `said` keeps only what was said or written: no beliefs, feelings, knowledge, intentions or evidence; `classes` keeps claims of these
      classes (`claim.cue.class_`).
    - `explain` adds to each claim why it was extracted, in a sentence (`claim.why`), with "features" also the features of the engine that
      weighed most.
    - `jobs` is the number of threads, one per processor by default. Results do not depend on it.
    - `max_time` is the CPU-time limit per article in seconds, `max_article` the size limit of a text in bytes of UTF-8.
    - `fields` sets the names of fields, as in `{"text": "story"}`; by default, the usual names are tried (`whosaid.FIELDS`).

    Rows of gazetteers that cannot be used raise a `GazetteerWarning` and are listed in `problems`; a list that cannot be read at all raises
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
        name_model: Path | None = None,
        precision_recall: float = 0.0,
        emit: str | Sequence[str] = "claims",
        said: bool = False,
        classes: str | Sequence[str] = (),
        explain: bool | str = False,
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
            "name_model": name_model,
            "precision_recall": precision_recall,
            "emit": tuple(_arrow.names(emit)),
            "said": said,
            "classes": tuple(_arrow.names(classes)),
            "explain": explain,
            "jobs": jobs,
            "max_time": max_time,
            "max_article": max_article,
            "fields": named,
        }
        self._engine = Engine(
            gazetteers=gazetteers,
            add=add,
            gazetteer_type=gazetteer_type,
            model=model,
            name_model=name_model,
            bias=precision_recall,
            said=said,
            classes=_arrow.names(classes),
            explain={False: "no", True: "sentence"}.get(explain, str(explain)),
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
        """Hashes of the gazetteers and of the model: with others, results may differ."""
        return self._engine.fingerprint

    def extract(self, articles: Any, *, errors: str = "return", as_tuples: bool = False) -> Any:
        """One article, or many.

        One article is a string, or a dictionary with the text and optionally `id`, `title`, `date`, `outlet`, `url` and `author`
        (`whosaid.FIELDS` lists the names tried), or with a page under `html` (a string or bytes) and optionally `id` and `url`. The result
        is an `Article`; an article that cannot be read raises `ArticleError`.

        For any other iterable, the result is an iterator over `Article` objects in the same order. The iterable is read ahead by a few
        hundred kilobytes per thread, never as a whole. With `errors="return"`, an article that cannot be read becomes an `ArticleError`,
        which is raised when it is asked for claims; with `errors="raise"`, it is raised at once. An article without an id is named
        `text:N`, where N is its position, counted from 1.

        With `as_tuples=True`, the iterable has pairs of an article and anything else, its context, and so has the result.

        >>> extractor = Extractor()
        >>> for article in extractor.extract(["“It is late,” Mr. Voss said.", None, "“It is not,” Ms. Aldane said."]):
        ...     print(article if isinstance(article, Exception) else article.claims[0])
        Claim('Voss', 'said', '“It is late,”')
        article 2: an article is a string or a dictionary, not <class 'NoneType'>
        Claim('Aldane', 'said', '“It is not,”')
        """
        if errors not in ("return", "raise"):
            raise ValueError(f'errors must be "return" or "raise", not {errors!r}')
        emit = list(self._options["emit"])
        if as_tuples:
            pairs = Pairs(articles)
            return pairs.results(self._engine.many(pairs, emit, errors == "raise"))
        if Engine.is_article(articles):
            return self._engine.one(articles, emit)
        return self._engine.many(articles, emit, errors == "raise")

    def extract_files(self, inputs: Path | Iterable[Path], *, errors: str = "return") -> Any:
        """The articles of files, folders and patterns, of every format that the command line reads, as an iterator.

        Ids, metadata and repairs of damaged texts are those of the command line; spans count into `Article.text`. What cannot be read
        becomes an `ArticleError`, as in `extract`.

        >>> for article in Extractor().extract_files("no such file.txt"):
        ...     print(type(article).__name__)
        ArticleError
        """
        if errors not in ("return", "raise"):
            raise ValueError(f'errors must be "return" or "raise", not {errors!r}')
        paths = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
        return self._engine.files(paths, list(self._options["emit"]), errors == "raise")

    def extract_arrow(
        self, articles: Any, *, emit: str | Sequence[str] = "claims", errors: str = "raise"
    ) -> pyarrow.RecordBatchReader:
        """The records of a table's rows, or of any articles, as a stream of Arrow record batches.

        `articles` is a table, a record batch reader, a pandas or polars DataFrame, or anything else with `__arrow_c_stream__`, whose
        text never becomes a Python object; or an iterable as for `extract`. Claims have the columns of a Parquet file of the command line;
        other records have the keys of their JSON records.

        `emit` is claims, mentions, sentences, articles or errors. A list of them gives one column for each in a single pass, and each row
        has one of the columns. If errors are not emitted, `errors="raise"` raises the first one and `errors="log"` sends each to the
        logger `whosaid`.

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

    def show(self, article: Any, *, style: Style = "claims") -> View:
        """An article for a notebook, with its claims colored by speaker. See `whosaid.show`."""
        return View(article if isinstance(article, Article) else self.extract(article), style)


@lru_cache(maxsize=4)
def _shared(options: tuple[tuple[str, Any], ...]) -> Extractor:
    return Extractor(**dict(options))


def shared(**options: Any) -> Extractor:
    """The extractor with these options, loaded once per process."""

    def fixed(value: Any) -> Any:
        if isinstance(value, Mapping):
            return tuple(sorted(value.items()))
        return tuple(value) if isinstance(value, list) else value

    return _shared(tuple(sorted((name, fixed(value)) for name, value in options.items())))


def extract(articles: Any, *, errors: str = "return", as_tuples: bool = False, **options: Any) -> Any:
    """Who said what in an article (a string, or a dictionary with `text`), or in each of many.

    `options` are those of `Extractor`, which is loaded on the first call and kept. See `Extractor.extract`.

    >>> text = "Harbor news 😀\\n\\n“The port is open,” Transport Minister Ada Voss said on Monday."
    >>> claim = extract(text).claims[0]
    >>> claim
    Claim('Ada Voss', 'said', '“The port is open,”')
    >>> text[claim.content.start : claim.content.end]
    '“The port is open,”'
    >>> claim.speaker.role, claim.occasion.text, claim.cue.lemma, claim.cue.class_
    ('Transport Minister', 'on Monday', 'say', 'statement')
    """
    return shared(**options).extract(articles, errors=errors, as_tuples=as_tuples)


def extract_files(inputs: Path | Iterable[Path], *, errors: str = "return", **options: Any) -> Any:
    """The articles of files, folders and patterns. See `Extractor.extract_files`; `options` are those of `Extractor`."""
    return shared(**options).extract_files(inputs, errors=errors)


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


def show(article: Any, *, style: Style = "claims", **options: Any) -> View:
    """An article to display in a notebook: claims colored by speaker, cues underlined, and a list of the claims.

    `article` is a string, a dictionary or an `Article`. `style` is "claims" for both, "text" or "list" for one of them, or "mentions" for
    the text with its names labeled by type, for which mentions must be emitted. `to_html` returns a page of its own. All text is escaped, and invisible characters and those that reorder text are shown
    by number.

    >>> "&lt;b&gt;" in show("<b>“It is late,” Mr. Voss said.")._repr_html_()
    True
    """
    if isinstance(article, Article):
        return View(article, style)
    if style == "mentions":
        options.setdefault("emit", ("claims", "mentions"))
    return shared(**options).show(article, style=style)
