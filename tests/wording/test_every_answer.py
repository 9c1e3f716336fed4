"""Every answer of the hand-made forecast, word for word and cell for cell.

Most of its rows run 0, 10, ... 90 times a step after a start: a median is the start and 45 steps, the ends of
an 80 % interval the start and 9 and 81 steps. The shares are tenths.
"""

from __future__ import annotations

import pytest

from detente.testing.sample import sample_forecast
from detente.wording.answers import Answer, list_answers

#: The ten draws, twenty times over: enough for per cents.
TIMES = 20

EXPECTED = (
    Answer(
        part="winset",
        question="Is there a package that East, West and The Friend all prefer to fighting on?",
        text=(
            "In 60 % of draws some package is better than fighting on for enough members of each.",
            "On a single issue: The line 10 %; The pledge 30 %; The toll 100 %. The more issues there are "
            "to trade, the likelier such a package is, however small the gains.",
            "In the package below, the actor that gains least gains 4.5 [0.9, 8.1] hundredths of the "
            "utility of its deciding member.",
            "Fighting on means the line of contact that it leads to, and no agreement on the other "
            "issues; the cost of the fighting itself counts only in the range that both sides prefer to "
            "fighting on.",
            "All ratify the settlement forecast by nash in 50 % of draws.",
            "Both warring sides prefer it to fighting on in 70 % of draws.",
        ),
        columns=("one such package", "settled at", "with fighting on"),
        rows=(("The line", "54 [47, 61]", "45"), ("The pledge", "20", "10"), ("The toll", "40", "30")),
        basis="Rests on 41 numbers: 2 with quoted passages, 1 with published figures, 38 assumed.",
    ),
    Answer(
        part="winset",
        question="Who blocks the settlement, and what would win them over?",
        text=(
            "The settlement of nash is refused by West in 50 % of draws; East in 20 % of draws.",
            "Groups without common ground, with the share of draws: East, West and The Friend: 60 %; "
            "East and West: 40 %; West and The Friend: 10 %.",
            "When an actor refuses, a single move that suits all is most often possible on The "
            "line: in 100 % of those draws, by -7 [-9, -5].",
            "A side payment is what the deciding member loses, in hundredths of its utility: 100 means "
            "every issue settled 100 points from its position.",
        ),
        columns=(
            "actor",
            "ratifies",
            "smallest move on one issue that brings it in (share of draws with such a move; with one that "
            "loses nobody else)",
            "or a side payment of",
        ),
        rows=(
            ("East", "80 %", "The line +5 (40 of 40, 20 of 40)", "25.0"),
            ("West", "50 %", "The pledge +20 (60 %, 60 %); The line -17 (100 %, 0 %)", "25.0"),
            ("The Friend", "100 %", "", "none"),
        ),
        basis="Rests on 41 numbers: 2 with quoted passages, 1 with published figures, 38 assumed.",
    ),
    Answer(
        part="conflict",
        question="Where would continued fighting lead?",
        text=(
            "After 6 months of fighting the line is at 54 [47, 61] on the scale of The line; it is now at "
            "45.",
            "In that time forces become too weak to hold the line: East in no draw, West in 20 % of draws.",
            "Both sides prefer settlements from 49 [42, 56] to 51 [44, 58] to fighting on; in 40 % "
            "of draws no settlement suits both.",
        ),
        columns=("support", "line after 6 months", "East collapses", "West collapses"),
        rows=(
            ("as stated", "54 [47, 61]", "0 %", "20 %"),
            ("without Draft of East", "36 [29, 43]", "40 %", "10 %"),
            ("without The Friend", "59 [52, 66]", "0 %", "60 %"),
        ),
        basis="Rests on 15 numbers: 1 with quoted passages, 0 with published figures, 14 assumed.",
    ),
    Answer(
        part="conflict",
        question="What happens when a patron's support stops?",
        text=(
            "If The Friend stops at once, the line ends at 59 [52, 66] instead of 54 [47, 61], and West "
            "collapses in 60 % of draws instead of 20 % of draws.",
        ),
        columns=("support", "stops", "line after 6 months", "collapse of the side supplied"),
        rows=(
            ("The Friend", "at once", "59 [52, 66]", "West: 60 %"),
            ("The Friend", "2025-04-30", "56 [49, 63]", "West: 30 %"),
        ),
        basis="Rests on 15 numbers: 1 with quoted passages, 0 with published figures, 14 assumed.",
    ),
    Answer(
        part="conflict",
        question="What do guarantees add?",
        text=(
            "With the pledge at 45 [9, 81] of 100, The Friend would fight if it were tested in 20 % of "
            "draws; the other side puts the likelihood at 39 [32, 46] %.",
            "An agreement would last in 50 % of draws: it is neither refused for fear of the shift in power "
            "nor broken.",
            "Without a pledge it would last in 30 % of draws.",
        ),
        columns=("share of draws in which", "with the pledge as settled", "without a pledge (link off)"),
        rows=(
            ("the guarantor fights", "20 %", "10 %"),
            ("renewed war is deterred", "60 %", "40 %"),
            ("the shift in power makes one side fight on now", "10 %", "10 %"),
            ("an agreement would last", "50 %", "30 %"),
        ),
        basis="Rests on 11 numbers: 0 with quoted passages, 0 with published figures, 11 assumed.",
    ),
    Answer(
        part="burden",
        question=(
            "What would defence spending of 3 % and 5 % of GDP cost each state, and what share of social "
            "spending "
            "would be cut?"
        ),
        text=(
            "Figures are for 2030, when the share is reached, compared with keeping today's defence share, "
            "in that year's prices.",
            "The part paid for by cuts is the settlement forecast by nash, the same for every state; its "
            "intervals leave out the models' own errors.",
        ),
        columns=(
            "state",
            "share of GDP",
            "added cost a year, in the unit of GDP",
            "% of GDP",
            "cut from social spending, % of GDP",
            "% of social spending",
            "debt, % of GDP (and without the rise)",
        ),
        rows=(
            (
                "West",
                "3 %",
                "29 [22, 36]",
                "1.45 [1.09, 1.81]",
                "0.58 [0.44, 0.72]",
                "2.9 [2.2, 3.6]",
                "69 [62, 76], without 60",
            ),
            (
                "West",
                "5 %",
                "87 [65, 109]",
                "4.35 [3.27, 5.43]",
                "1.74 [1.31, 2.17]",
                "8.7 [6.5, 10.9]",
                "79 [72, 86], without 60",
            ),
        ),
        basis="Rests on 9 numbers: 0 with quoted passages, 1 with published figures, 8 assumed.",
    ),
    Answer(
        part="burden",
        question="Who would pay for the alliance if each ally responded to the others?",
        text=("Rank correlation of income and burden: 0.45 [0.09, 0.81].",),
        columns=("ally", "% of income", "in the unit of income", "if it were alone"),
        rows=(
            ("West", "1.00", "29 [22, 36]", "40"),
            ("The Friend", "1.90 [1.18, 2.62]", "135 [99, 171]", "135 [99, 171]"),
        ),
        basis="Rests on 7 numbers: 0 with quoted passages, 0 with published figures, 7 assumed.",
    ),
    Answer(
        part="burden",
        question="What do tariffs cost each side?",
        text=(),
        columns=("tariff", "rate, %", "exporter loses, % of its GDP", "importer loses, % of its GDP"),
        rows=(("Steel", "14.5 [10.9, 18.1]", "0.19 [0.12, 0.26]", "-0.19 [-0.26, -0.12]"),),
        basis="Rests on 6 numbers: 0 with quoted passages, 0 with published figures, 6 assumed.",
    ),
    Answer(
        part="rounds",
        question="How does the settlement change from round to round?",
        text=(
            "The settlement at each date is computed as if there had been no earlier one.",
            "The same in every round: The line 50; The pledge 29 [22, 36].",
        ),
        columns=("date", "The toll"),
        rows=(("2025-01-31", "30"), ("2025-02-28", "25"), ("2025-03-31", "20")),
        basis="Rests on 76 numbers: 2 with quoted passages, 2 with published figures, 72 assumed.",
    ),
    Answer(
        part="rounds",
        question="What happens to the fighting and to agreement in the meantime?",
        text=(
            "Positions move towards each round's settlement, including those of the members who ratify: if "
            "more ratify later, this rule is the reason.",
        ),
        columns=(
            "date",
            "line of contact",
            "a package suits all",
            "settlement ratified",
            "agreement would last",
            "events",
        ),
        rows=(
            ("2025-01-31", "45", "60 %", "50 %", "50 %", ""),
            ("2025-02-28", "54 [47, 61]", "50 %", "60 %", "50 %", "Help ends."),
            ("2025-03-31", "63 [49, 77]", "40 %", "70 %", "30 %", ""),
        ),
        basis="Rests on 76 numbers: 2 with quoted passages, 2 with published figures, 72 assumed.",
    ),
    Answer(
        part="links",
        question="What does each link between the parts of the scenario change?",
        text=(
            "Each link is switched off on its own, with the same draws; what does not change is left out.",
        ),
        columns=("link", "what it changes", "without it", "with it"),
        rows=(
            ("conflict", "The line, nash: median", "40.0", "50.0"),
            ("conflict", "the settlement is ratified", "70 %", "50 %"),
            ("conflict", "both sides prefer the settlement to fighting on", "not known", "70 %"),
            ("conflict", "West, 3 %: cuts in social spending", "1.0 %", "2.0 %"),
            ("guarantee", "the guarantor fights", "10 %", "20 %"),
            ("guarantee", "renewed war is deterred", "40 %", "60 %"),
            ("guarantee", "an agreement would last", "30 %", "50 %"),
            ("burden", "nothing", "", ""),
        ),
        basis="",
    ),
)


@pytest.fixture(scope="module")
def answers() -> tuple[Answer, ...]:
    return list_answers(sample_forecast(TIMES))


@pytest.mark.parametrize("n", range(len(EXPECTED)), ids=lambda n: EXPECTED[n].question)
def test_an_answer_says_exactly_this(answers: tuple[Answer, ...], n: int) -> None:
    assert answers[n] == EXPECTED[n]


def test_there_are_no_other_answers(answers: tuple[Answer, ...]) -> None:
    assert len(answers) == len(EXPECTED)
