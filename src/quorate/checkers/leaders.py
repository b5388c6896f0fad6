"""Leaders: at most one server may ever claim to lead a term.

Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014, figure 3,
Election Safety. A claim is an observation called "leader" with the field "term"; that two servers
lead at the same moment is no problem as long as their terms differ.
"""

from quorate.checkers.words import describe_moment
from quorate.history import History, Observation, Verdict

CHECKER = "leaders"
VERSION = 1
CLAIM = "leader"
NS_PER_US = 1_000


def check_leaders(history: History) -> Verdict:
    """Judge whether every term was led by one server at most."""
    claims = [seen for seen in history.observations if seen.name == CLAIM]
    readable = [claim for claim in claims if type(claim.fields.get("term")) is int]
    details = {"version": VERSION, "counts": {"claims": len(claims)}}
    first_of: dict[int, Observation] = {}
    for claim in readable:
        first = first_of.setdefault(claim.fields["term"], claim)
        if first.node != claim.node:
            reason = (
                f"{claim.node} claimed term {claim.fields['term']}{_moment(claim)}, "
                f"though {first.node} had claimed it{_moment(first)}"
            )
            found = {"term": claim.fields["term"], "nodes": [first.node, claim.node]}
            found["observations"] = [history.observations.index(each) for each in (first, claim)]
            return Verdict("violated", reason, CHECKER, details={**details, **found})
    for claim in claims:
        if claim not in readable:
            stated = claim.fields.get("term")
            reason = f"{claim.node} claimed to lead term {stated!r}, which is no whole number"
            return Verdict("unknown", reason, CHECKER, details=details)
    if not claims:
        reason = "no server claimed to lead, so no two could claim one term"
        return Verdict("unknown", reason, CHECKER, details=details)
    reason = f"each of {len(first_of)} terms was led by one server"
    return Verdict("ok", reason, CHECKER, details=details)


def _moment(claim: Observation) -> str:
    return describe_moment(claim.t_us * NS_PER_US)
