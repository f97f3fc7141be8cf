"""Who is in people.tsv: a weight for each person, the budget, and the weight column.

    weight = max over offices of (role x state x recency) + log2(1 + offices) + hand bonus

role     first matching pattern of hand/role-weights.tsv (head of state 100 ... local councillor 0)
state    hand/state-weights.tsv; 1.0 where the state is not listed: how much English-language news writes about it
recency  1.0 in office in 2010 or later, 0.85 from 2000, 0.6 in the 1990s, 0.2 before; 0.9 where no date is known
bonus    200 for everybody in the seed and hand lists, who are there because news names them

A wider gazetteer is a larger BUDGET; nothing else changes.
"""

import bisect
import math
import re

from tables import read_hand

BUDGET = 72_000
HAND_BONUS = 200
# Where each level of the weight column begins: 1 state legislators and most parliaments, 2 legislators of large states,
# 3 and 4 ministers and members of the UK parliament, 5 foreign and finance ministers, 6 the US Congress, 7 heads of state
# and government, 8 and 9 those whom the lists made by hand name.
LEVELS = [3, 7, 14, 25, 40, 60, 90, 200, 260]


def level(weight):
    """The digit of the weight column."""
    return bisect.bisect_right(LEVELS, weight)


def recency(start, end):
    """Factor for the last year known in office."""
    last = end or (start and "2023")
    if not last:
        return 0.9
    year = int(last[:4])
    return 1.0 if year >= 2010 else 0.85 if year >= 2000 else 0.6 if year >= 1990 else 0.2


class Weights:
    """The weight tables."""

    def __init__(self):
        self.roles = [(re.compile(row["pattern"], re.I), float(row["weight"]))
                      for row in read_hand("role-weights.tsv")]
        self.states = {row["state"]: float(row["factor"]) for row in read_hand("state-weights.tsv")}

    def role(self, role):
        for pattern, weight in self.roles:
            if pattern.search(role):
                return weight
        return 0.0

    def weight(self, person):
        factor = self.states.get(person.home(), 1.0)
        best = max((self.role(role) * recency(start, end) for start, end, role in person.tenures), default=0.0)
        bonus = HAND_BONUS if {"seed", "hand"} & set(person.sources) else 0
        if not best and not bonus:
            return 0.0
        return best * factor + math.log2(1 + len(person.tenures)) + bonus
