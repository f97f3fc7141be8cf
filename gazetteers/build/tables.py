"""Reading the source facts and the hand-made corrections; writing our data files.

Every file of ours has the same shape: `#` comment lines, one column line, rows.
Rows are sorted by their first column in byte order and unique by it; lists are
joined with `|`; there is no quoting. `write_table` refuses anything else, so a
file that was written is a file that the loader can read.
"""

import re
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
GAZETTEERS = HERE.parent
HAND = HERE / "hand"


def read_rows(path):
    """Rows of a tab-separated file as dictionaries; `#` lines are skipped."""
    columns, rows = None, []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if columns is None:
            columns = cells
            continue
        if len(cells) > len(columns):
            raise ValueError(f"{path}:{number}: {len(cells)} cells, {len(columns)} columns")
        cells += [""] * (len(columns) - len(cells))
        rows.append(dict(zip(columns, cells)))
    return rows


def read_hand(name):
    """Rows of one file in hand/."""
    return read_rows(HAND / name)


def read_words(path):
    """`word -> size class` of a SCOWL list (tab separated, `#` comments)."""
    words = {}
    for line in Path(path).read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            words.setdefault(cells[0], int(cells[1]))
    return words


def items(cell):
    """The items of a list cell."""
    return [item for item in cell.split("|") if item]


def clean(text):
    """One surface in our spelling: NFC, plain apostrophe and hyphen, single spaces."""
    text = unicodedata.normalize("NFC", text.replace("\\'", "'"))
    text = re.sub("[\u2018\u2019\u02bc\u02bb\u0060\u00b4]", "'", text)
    text = re.sub("[\u2010\u2011\u2012\u2013]", "-", text)
    return re.sub(r"\s+", " ", text).strip(" ,;")


def iso_year(year):
    """A year as ISO 8601 writes it, with four digits; other dates as they are."""
    return year.zfill(4) if year.isdigit() else year


def unique(surfaces):
    """The surfaces without repeats and empty ones, first come first kept."""
    return list(dict.fromkeys(surface for surface in surfaces if surface))


def write_table(path, comments, columns, rows):
    """Write one data file; raises ValueError on any breach of the format."""
    path = Path(path)
    seen = set()
    lines = [f"# {line}".rstrip() for line in comments.strip().split("\n")]
    lines.append("\t".join(columns))
    cells_of = [[str(row.get(column, "")) for column in columns] for row in rows]
    for cells in sorted(cells_of, key=lambda cells: cells[0].encode()):
        if not cells[0] or cells[0] in seen:
            raise ValueError(f"{path}: empty or repeated first column {cells[0]!r}")
        seen.add(cells[0])
        for cell in cells:
            if cell != cell.strip() or "\t" in cell or "\n" in cell:
                raise ValueError(f"{path}: bad cell {cell!r}")
            if "|" in cell and "" in cell.split("|"):
                raise ValueError(f"{path}: empty list item in {cell!r}")
        lines.append("\t".join(cells))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return len(seen)
