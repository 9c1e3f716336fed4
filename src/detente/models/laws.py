"""The laws of every family: what holds of its models, unless one says that it breaks it and why.

``detente.testing.laws`` checks them on random cases. A law is asked of the models whose inputs it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Family = Literal["settlement", "alignment", "domestic", "conflict", "burden", "voting", "duration"]

#: By family, the name of every law and what it asks of a model.
LAWS: Mapping[Family, Mapping[str, str]] = {
    "settlement": {
        "order": "the order of the actors does not matter",
        "affine": "rescaling positions, reversion and scale by a*x+b, a > 0, carries through",
        "mirror": "the mirrored scale gives the mirrored outcome",
        "split": "splitting an actor into two identical halves changes nothing",
        "bounded": "the outcome lies within the range of positions (and reversion, where used)",
        "inert": "an actor with zero salience changes nothing",
        "units": "multiplying all capabilities, or all saliences, by one number changes nothing",
    },
    "alignment": {
        "order": "the order of the actors, and of the ties, does not matter",
        "units": "multiplying all propensities, or all ties, by one number scales energies and distances",
        "switch": "turning every relation of some actors to the others moves them to the other side",
        "bounded": "shares and probabilities lie in 0..1, and no energy is above that of one bloc of all",
        "certificate": "the number given is that of the alignment given with it",
    },
    "domestic": {
        "order": "the order of the members, and of the actors, does not matter",
        "affine": "rescaling the scale by a*x+b, a > 0, carries through",
        "mirror": "the mirrored scale gives the mirrored position",
        "units": "multiplying all capabilities inside by one number changes nothing",
        "inert": "a member without capability changes nothing",
        "bounded": "an actor stands within the range of its leader and members; nobody gains by no change",
    },
    "conflict": {
        "sides": "swapping the two sides swaps what each of them gets",
        "scale": "rescaling the issue's scale by a*x+b, a > 0, carries through",
        "units": "multiplying all forces, or one side's utilities, by one number only changes the unit",
        "time": "another unit of time only renames the times",
        "force": "a side with more force, or better odds, is no worse off",
        "cost": "where war costs both sides more, peace is no rarer",
        "bounded": "forces are not negative, probabilities lie in 0..1 and points on the scale",
    },
    "burden": {
        "order": "the order of the allies does not matter",
        "money": "multiplying all amounts of money, or of trade, by one number multiplies every cost by it",
        "identity": "what is paid adds up: every cost is met once, and only once",
        "nothing": "where nothing changes, or nobody wants it, nothing is paid",
        "draws": "one draw by itself costs what it costs among others",
        "bounded": "nobody pays more than its income, and shares lie in 0..1",
    },
    "voting": {
        "order": "the order of the players does not matter",
        "dummy": "a player without votes has no power and changes nobody's",
        "equal": "players with the same votes have the same power",
        "sum": "the powers sum to one",
        "units": "multiplying all votes and the quota by one number changes nothing",
        "votes": "under one rule a player with more votes has no less power",
        "dictator": "a player who decides alone has all the power",
    },
    "duration": {
        "order": "the order of the cases does not matter",
        "weight": "a case that counts twice is two cases",
        "time": "another unit of time only renames the ages",
        "start": "everything lasts longer than nothing: survival is 1 at age 0",
        "falling": "survival never rises with age",
        "bounded": "probabilities lie in 0..1, and those of the kinds of end sum to one",
    },
}
