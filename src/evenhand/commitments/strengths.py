"""How strongly a verb binds, and when a text asks only to consider or to study something.

Source: requirements, 004-J (conditional verbs as separate levels), cross-cutting (obligation, recommendation, request).
"""

from evenhand.commitments.model import Strength, Verb

OF_VERB = {
    Verb.DECIDES: Strength.BINDING,
    Verb.DEMANDS: Strength.BINDING,
    Verb.MUST: Strength.BINDING,
    Verb.AGREES: Strength.BINDING,
    Verb.REQUESTS: Strength.ASKED,
    Verb.URGES: Strength.ASKED,
    Verb.RECOMMENDS: Strength.ADVISED,
    Verb.ENCOURAGES: Strength.ADVISED,
    Verb.SHOULD: Strength.ADVISED,
    Verb.PROPOSES: Strength.ADVISED,
    Verb.PLANS: Strength.PLANNED,
    Verb.AUTHORIZES: Strength.OPEN,
    Verb.MAY: Strength.OPEN,
    Verb.IDENTIFIES: Strength.NONE,
    Verb.CONDEMNS: Strength.NONE,
    Verb.WELCOMES: Strength.NONE,
    Verb.RECALLS: Strength.NONE,
}


def strength_of(verb: Verb, *, considered: bool = False, studied: bool = False) -> Strength:
    """The strength of what is asked with a verb.

    Args:
        verb: the operative verb.
        considered: whether it is only to be considered or explored.
        studied: whether only its feasibility is to be studied.

    >>> strength_of(Verb.SHOULD), strength_of(Verb.SHOULD, studied=True)
    (<Strength.ADVISED: 'advised'>, <Strength.STUDY: 'study'>)
    """
    own = OF_VERB[verb]
    if own is Strength.NONE:
        return own
    return Strength.STUDY if studied else Strength.CONSIDER if considered else own
