"""Errors, with file, record and cause."""

from __future__ import annotations


class Error(Exception):
    """An error of whosaid.

    `path` is the file ("-" for articles in memory), `record` the line or record in it, counted from 1 (0 for the whole file), and `cause`
    what went wrong.
    """

    path: str
    record: int
    cause: str

    def __init__(self, path: str, record: int, cause: str) -> None:
        super().__init__(path, record, cause)
        self.path, self.record, self.cause = path, record, cause

    def __str__(self) -> str:
        if self.path == "-":
            return f"article {self.record}: {self.cause}" if self.record else self.cause
        return f"{self.path}:{self.record}: {self.cause}" if self.record else f"{self.path}: {self.cause}"


class LoadError(Error):
    """A gazetteer or model, or a row of a gazetteer, that cannot be loaded."""


class InputError(Error):
    """A table with no column that could be the text, or with several."""


class ArticleError(Error):
    """An article that could not be read or annotated. Other articles are not affected.

    If errors are returned rather than raised, this object takes the place of the article. Accessing its `claims`, `mentions` or
    `sentences` raises it.
    """

    doc: str | None

    def __init__(self, path: str, record: int, cause: str, doc: str | None = None) -> None:
        super().__init__(path, record, cause)
        self.args = (path, record, cause, doc)
        self.doc = doc

    def __str__(self) -> str:
        message = super().__str__()
        return message if self.doc is None else f"{message} [{self.doc}]"

    def to_dict(self) -> dict[str, object]:
        """The `error` record as the command line writes it."""
        return {"schema": "whosaid/1", "record": "error", "path": self.path, "line": self.record, "cause": self.cause}

    @property
    def claims(self) -> tuple[()]:
        raise self

    @property
    def mentions(self) -> tuple[()]:
        raise self

    @property
    def sentences(self) -> tuple[()]:
        raise self


class GazetteerWarning(UserWarning):
    """A row of a gazetteer cannot be used; the rest is loaded."""
