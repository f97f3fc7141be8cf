"""What kind of body each row of organizations.tsv is: the `roles` column, by which nominals ("the airline") find it.

The general kind stands first (`company`), the special one behind it (`airline`). What a source says is kept; the rest is
read off the name, and hand/kinds.tsv says it of household names.
"""

import re

from tables import items, read_hand, unique

SAME = {"party": "political party", "publication": "news site", "sports league": "sports body", "armed forces": "military",
        "US federal department": "US federal department|ministry", "news site": "news site|website",
        "exchange": "exchange|stock exchange", "US federal body": "US federal agency", "legislature": "legislature|parliament"}
INDUSTRIES = (
    ("airline", r"Airlines"), ("automaker", r"Automobile Manufacturers|Automobiles$|^Auto Manuf"),
    ("bank", r"Banks|Thrifts"), ("insurer", r"Insurance"), ("investment firm", r"Asset Management|Capital Markets|Diversified Financial"),
    ("brokerage", r"Brokerage"), ("exchange", r"Financial Exchanges"),
    ("drugmaker", r"Pharmaceuticals|Biotechnology"), ("chipmaker", r"Semiconductors"), ("oil company", r"Oil|Gas Util"),
    ("utility", r"Utilities|Power Producers"), ("mining company", r"Metals & Mining|Copper|Gold"), ("steelmaker", r"Steel"),
    ("telecom company", r"Telecommunication"), ("retailer", r"Retail|Merchandise|Consumer Staples Distribution|Specialty Stores"),
    ("restaurant chain", r"Restaurants$"), ("hotel chain", r"Hotels"), ("railroad", r"Rail"),
    ("software company", r"Software"), ("technology company", r"Technology|Electronic|IT Consulting|Interactive|Internet"),
    ("defense contractor", r"Aerospace"), ("homebuilder", r"Homebuilding"), ("brewer", r"Brewers"), ("tobacco company", r"Tobacco"),
    ("food company", r"Food Products|Packaged Foods"), ("chemical company", r"Chemicals"), ("media company", r"Media|Broadcasting|Publishing|Movies"),
    ("shipping company", r"Marine|Air Freight"), ("real estate company", r"Real Estate|REIT"),
)
OF_COMPANIES = (
    ("airline", r"\b(Airlines?|Airways|Air Lines|Aviation)\b|^Air [A-Z]|Lufthansa|Qantas|Aeroflot"),
    ("bank", r"\b(Bank|Banco|Bancorp|Banque|Banca|Bankers)\b|bank$"),
    ("insurer", r"\b(Insurance|Assurance|Life|Reinsurance)\b"),
    ("automaker", r"\b(Motors?|Auto|Automobiles?|Automotive)\b"),
    ("drugmaker", r"\b(Pharma\w*|Therapeutics|Biotech\w*|Laboratories)\b"),
    ("oil company", r"\b(Oil|Petroleum|Petr[oó]leos?)\b"),
    ("utility", r"\b(Electric Power|Electricity|Edison|Power & Light|Gas & Electric)\b"),
    ("steelmaker", r"\bSteel\b"), ("mining company", r"\b(Mining|Mines|Gold|Minerals|Resources)\b"),
    ("telecom company", r"\b(Telecom\w*|Mobile|Wireless|Telephone|Communications)\b"),
    ("railroad", r"\b(Railways?|Railroad)\b"), ("hotel chain", r"\b(Hotels?|Resorts)\b"),
    ("retailer", r"\b(Stores|Supermarkets?)\b"), ("brewer", r"\b(Brewing|Breweries|Brewery)\b"),
    ("investment firm", r"\b(Capital|Investments?|Partners|Asset Management|Holdings Fund)\b"),
    ("brokerage", r"\bSecurities\b"), ("technology company", r"\b(Technolog\w+|Software|Computers?|Systems|Semiconductors?)\b"),
)
OF_FORCES = (
    ("police", r"Polic(e|ia)|Gendarmerie|Carabinieri|Constabulary"), ("air force", r"Air (Force|Defen[cs]e)|Aerospace Force"),
    ("navy", r"\bNavy|Naval|Maritime|Fleet|Coast ?Guard"), ("coast guard", r"Coast ?Guard"), ("marines", r"Marine"),
    ("army", r"\bArmy|Land Force|Ground Force"),
)
OF_BODIES = (
    ("ministry", r"\bMinistry\b|^Department (of|for)\b"), ("central bank", r"\b(Reserve|Central|National) Bank\b"),
    ("police", r"\bPolice\b"), ("regulator", r"\bRegulator\w*|\b(Securities|Competition|Communications) .*(Commission|Authority)\b"),
    ("hospital", r"\b(Hospital|Clinic|Medical Cent(er|re))\b"), ("museum", r"\bMuseum\b"), ("court", r"\bCourt\b"),
    ("foundation", r"\b(Foundation|Trust|Fund)\b"), ("library", r"\bLibrary\b"),
    ("research institute", r"\b(Institut\w*|Laborator\w+|Observatory|Research|Academy)\b"),
    ("agency", r"\b(Agency|Authority|Bureau|Service|Administration|Commission|Office|Survey|Department|Directorate|Board|"
               r"Council|Statistics)\b"),
)


def industry(role):
    """`company|bank` of "company: Diversified Banks"."""
    text = role.partition(": ")[2]
    return "|".join(unique(["company", *(kind for kind, pattern in INDUSTRIES if re.search(pattern, text))][:2]))


def first(table, name):
    """The first kind of a table whose pattern the name has."""
    return next((kind for kind, pattern in table if re.search(pattern, name)), "")


def kinds(row, household={}):
    """The roles of a row, the general one first."""
    if not household:
        household.update({line["name"]: items(line["kinds"]) for line in read_hand("kinds.tsv")})
    roles = [kind for role in row["roles"] for kind in items(SAME.get(role, role))]
    name = row["canonical"]
    if name in household and roles[0] in {"company", "fund"}:
        return unique([*roles, *household[name]])
    if roles[:1] == ["company"] and len(roles) == 1:
        roles.append(first(OF_COMPANIES, name))
    elif roles[0] == "government":
        roles = [first(OF_BODIES, name) or "agency", "government"] if "ror" in row["source"] else roles
    elif roles[0] == "nonprofit":
        roles = ["ngo", first(OF_BODIES[4:9], name) or "nonprofit"]
    elif roles[0] == "association":
        roles.append(first(OF_BODIES[:9], name))
    elif roles[0] == "military":
        force = first(OF_FORCES, name)
        roles = ["police"] if force == "police" else ["military", force]
    elif roles[0] == "university" and not re.search(r"Universi", name):
        roles.append("college" if re.search(r"\b(College|School)\b", name) else first(OF_BODIES[4:9], name))
    return unique(roles)
