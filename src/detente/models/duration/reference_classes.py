"""Reference classes: what was counted, what its "end" means, and which classes answer which question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: The duration models that a band spans, by slug; they are scored against a constant hazard.
FAMILIES = ("weibull", "log-normal", "piecewise-exponential")


@dataclass(frozen=True)
class Source:
    """A public data set: how it defines an end and its kinds, and how to cite it.

    ``cited`` is the citation in short. ``era`` is the first year of the present era in ``ending``; ``kinds``
    says what counts as agreement, victory and other.
    """

    title: str
    citation: str
    cited: str
    end: str
    era: int
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class ReferenceClass:
    """Cases of one source, of one kind."""

    label: str
    source: str


@dataclass(frozen=True)
class Question:
    """What a user asks about, and the reference classes that answer it.

    ``known`` states columns of ``ending`` that the question itself decides.
    """

    label: str
    members: tuple[str, ...]
    known: Mapping[str, float] = field(default_factory=dict)


SOURCES: Mapping[str, Source] = {
    "cow": Source(
        "COW Inter-State War Data v4.0, 1823-2003",
        "Sarkees, M. R. and Wayman, F. W. (2010). Resort to War: 1816-2007. CQ Press.",
        "Sarkees and Wayman 2010",
        "sustained combat stopped, in all theatres",
        1945,
        {
            "agreement": "its dispute was settled by negotiation (GML-MID)",
            "victory": "its dispute was settled by imposition (GML-MID)",
            "other": "no settlement, or an unclear one",
        },
    ),
    "ucdp": Source(
        "UCDP/PRIO Armed Conflict Dataset v25.1 and Conflict Termination v3-2021, 1946-2023",
        "Gleditsch, N. P. et al. (2002). Armed conflict 1946-2001: a new dataset. Journal of Peace Research "
        "39(5); Davies, S. et al. (2025). Organized violence 1989-2024. Journal of Peace Research; Kreutz, "
        "J. (2010). How and when armed conflicts end. Journal of Peace Research 47(2). CC BY 4.0.",
        "Gleditsch et al. 2002; Davies et al. 2025; Kreutz 2010",
        "a calendar year with fewer than 25 battle deaths followed",
        1990,
        {
            "agreement": "a peace or ceasefire agreement",
            "victory": "one side won",
            "other": "low activity, or a side ceased to exist",
        },
    ),
    "gml": Source(
        "GML Militarized Interstate Disputes v2.2.1, 1816-2010",
        "Gibler, D. M., Miller, S. V. and Little, E. K. (2016). An analysis of the Militarized Interstate "
        "Dispute (MID) dataset, 1816-2001. International Studies Quarterly 60(4).",
        "Gibler, Miller and Little 2016",
        "the last militarised incident, followed by six months without one",
        1945,
        {
            "agreement": "a negotiated settlement",
            "victory": "an imposed settlement",
            "other": "no settlement",
        },
    ),
    "ties": Source(
        "TIES v4, corrected copy, 1945-2005",
        "Morgan, T. C., Bapat, N. and Kobayashi, Y. (2014). Threat and imposition of economic sanctions "
        "1945-2005. Conflict Management and Peace Science 31(5).",
        "Morgan, Bapat and Kobayashi 2014",
        "the sender lifted its sanctions",
        1990,
        {
            "agreement": "a negotiated settlement",
            "victory": "the target acquiesced, or the sender gave in",
            "other": "stalemate",
        },
    ),
}

CLASSES: Mapping[str, ReferenceClass] = {
    "cow-wars": ReferenceClass("inter-state wars, COW", "cow"),
    "ucdp-inter-state": ReferenceClass("inter-state episodes, UCDP", "ucdp"),
    "ucdp-began-as-war": ReferenceClass("episodes that began as wars, UCDP", "ucdp"),
    "ucdp-intrastate": ReferenceClass("intrastate episodes, UCDP", "ucdp"),
    "ucdp-internationalised": ReferenceClass("internationalised episodes, UCDP", "ucdp"),
    "ucdp-civil": ReferenceClass("all civil episodes, UCDP", "ucdp"),
    "ucdp-all": ReferenceClass("all episodes, UCDP", "ucdp"),
    "gml-all": ReferenceClass("disputes, GML-MID", "gml"),
    "gml-force": ReferenceClass("disputes with use of force, GML-MID", "gml"),
    "ties-last-seen": ReferenceClass("sanctions, until last seen, TIES", "ties"),
    "ties-to-2005": ReferenceClass("sanctions, open until 2005, TIES", "ties"),
}

_INTER_STATE = {"inter_state": 1.0, "internationalised": 0.0}
_INTRASTATE = {"inter_state": 0.0, "internationalised": 0.0}
_INTERNATIONALISED = {"inter_state": 0.0, "internationalised": 1.0}

QUESTIONS: Mapping[str, Question] = {
    "inter-state-war": Question(
        "inter-state war", ("cow-wars", "ucdp-inter-state", "ucdp-began-as-war"), _INTER_STATE
    ),
    "inter-state-conflict": Question(
        "inter-state armed conflict", ("ucdp-inter-state", "ucdp-all"), _INTER_STATE
    ),
    "intrastate-conflict": Question(
        "civil conflict", ("ucdp-intrastate", "ucdp-civil", "ucdp-all"), _INTRASTATE
    ),
    "internationalised-conflict": Question(
        "civil conflict with foreign troops",
        ("ucdp-internationalised", "ucdp-civil", "ucdp-all"),
        _INTERNATIONALISED,
    ),
    "armed-conflict": Question("armed conflict of any type", ("ucdp-all",)),
    "militarised-dispute": Question("militarised dispute between states", ("gml-all", "gml-force")),
    "sanctions": Question("economic sanctions in force", ("ties-last-seen", "ties-to-2005")),
}


@dataclass(frozen=True)
class Crisis:
    """Published counts of how crises ended: shares by era, and how many actors they are of."""

    label: str
    title: str
    citation: str
    median_days: int
    counts: Mapping[str, Mapping[str, float]]


#: International crises: only counts are published, so that no probability by a date can be computed.
CRISIS = Crisis(
    label="international crisis",
    title="ICB v15, 1918-2019: 1,100 actors in 496 crises",
    citation="Brecher, M. and Wilkenfeld, J. (1997). A Study of Crisis. University of Michigan Press.",
    median_days=69,
    counts={
        "all": {
            "actors": 1100,
            "victory": 0.343,
            "stalemate": 0.228,
            "compromise": 0.227,
            "defeat": 0.191,
            "not renewed in five years": 0.52,
        },
        "since 1990": {
            "actors": 258,
            "compromise": 0.355,
            "stalemate": 0.305,
            "victory": 0.262,
            "defeat": 0.078,
            "not renewed in five years": 0.47,
        },
        "with full-scale war": {
            "actors": 200,
            "defeat": 0.355,
            "victory": 0.270,
            "compromise": 0.265,
            "not renewed in five years": 0.385,
        },
    },
)
