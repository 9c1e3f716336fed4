"""The balance of signed networks in words, on a record with round numbers."""

from dataclasses import replace

from detente.results.frustration import NetworkBalance, SignedTie, TriadCounts
from detente.wording import frustration as wording

NETWORK = NetworkBalance(
    network="1914",
    actors=4,
    ties=6,
    hostile=2,
    doubled=0,
    triads=TriadCounts(3, 1, (1, 1, 2, 0)),
    frustration_index=2.0,
    bound=1.5,
    proved=True,
    balance=0.75,
    method="enumeration",
    seconds=0.125,
    camps=(("a", "b", "c"), ("d",)),
    frustrated=(SignedTie("a", "d", 1), SignedTie("b", "c", -1)),
)


def test_a_network_is_a_row():
    assert len(wording.NETWORK_COLUMNS) == 8
    assert wording.list_balance(NETWORK, "file") == ("1914", "4", "6", "2", "3 of 4", "2", "exact", "0.12")
    open_ended = replace(NETWORK, network="", proved=False)
    assert wording.list_balance(open_ended, "file")[0] == "file"
    assert wording.list_balance(open_ended, "file")[6] == "at least 1.5"


def test_the_camps_and_what_contradicts_them():
    assert wording.describe_camps(NETWORK) == "a, b, c  |  d"
    assert wording.describe_contradictions(NETWORK) == "against it: a-d (friendly), b-c (hostile)"
    whole = replace(NETWORK, camps=(("a", "b", "c", "d"), ()), frustrated=())
    assert wording.describe_camps(whole) == "a, b, c, d  |  nobody"
    assert wording.describe_contradictions(whole) == "against it: nothing"


def test_ties_that_join_a_pair_again():
    assert wording.describe_doubled(NETWORK, "file") == ""
    doubled = replace(NETWORK, doubled=2)
    assert wording.describe_doubled(doubled, "f") == "1914: 2 ties join a pair already tied; each counts"
    assert wording.describe_doubled(replace(doubled, network=""), "f").startswith("f: 2 ties")


def test_the_columns_of_the_table():
    assert (
        *("network", "actors", "ties", "hostile"),
        *("balanced triads", "frustration", "proof", "s"),
    ) == wording.NETWORK_COLUMNS


def test_a_camp_without_members_is_nobody_and_ties_are_named_by_their_sign():
    tie = replace(NETWORK, camps=((), ("a",)), frustrated=(SignedTie("a", "b", -1), SignedTie("b", "a", 1)))
    assert wording.describe_camps(tie) == "nobody  |  a"
    assert wording.describe_contradictions(tie) == "against it: a-b (hostile), b-a (friendly)"
