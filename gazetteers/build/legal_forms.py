"""Names of companies with their legal form: "Boeing Co", "Barclays Plc". A text has them at the first mention.

Which form a company has is known for few of them; each gets the forms that are usual in its state. They are made for
well-known companies only, and a name whose bare form waits for the full name ("Target") is opened by them ("Target Corp").
"""

import re

from tables import items, read_hand

LEAST = 5  # the weight from which on they are made
END = re.compile(r",? (Inc|Corp|Corporation|Company|Co|Ltd|Limited|Plc|plc|PLC|LLC|AG|SE|SA|S\.A|NV|N\.V|SpA|S\.p\.A|ASA|AB|Oyj|Oy|"
                 r"A/S|KGaA|Bhd|Berhad|Tbk|GmbH|LP|L\.P|LLP|Cos|Companies|Incorporated)\.?$")


def with_legal_forms(row, aliases, taken, forms={}):
    """`aliases` and those with the forms of the state, for companies; none that another row has (`taken`)."""
    if not forms:
        forms.update({line["state"]: items(line["forms"]) for line in read_hand("legal-forms.tsv")})
    if "company" not in row["roles"][:1] or row["weight"] < LEAST or "law firm" in row["roles"]:
        return aliases
    bases = [END.sub("", row["canonical"]), *(alias for alias in aliases if not END.search(alias))]
    bases = [base for base in dict.fromkeys(bases) if not base.endswith(("&", " and", ".com", "Bank"))
             and not re.search(r"\b(University|Fed|Foundation)\b|,", base)]
    made = [f"{base} {form}" for base in bases for form in forms.get(row["state"], [])]
    return [*aliases, *(name for name in made if name not in aliases and name not in taken)]
