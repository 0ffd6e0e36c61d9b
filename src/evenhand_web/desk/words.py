"""What the desk's pages call things that are no codes of a report."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Word = str | Promise

TABS: Mapping[str, Word] = {
    "open": _("Open"),
    "new": _("New"),
    "taken": _("In hand"),
    "asked": _("Reporter asked"),
    "routed": _("Passed on"),
    "settled": _("Settled"),
    "withdrawn": _("Withdrawn"),
    "all": _("All"),
}

MARKS: Mapping[str, Word] = {
    "urgent": _("Urgent"),
    "conflict": _("Two versions"),
    "unreadable": _("Not readable"),
    "flagged": _("Doubtful claim"),
    "waiting": _("Files missing"),
}
"""What of an item asks for a look, in order of weight."""

MARK_REASONS: Mapping[str, Word] = {
    "urgent": _("Somebody is said to be hurt, or monitors were threatened."),
    "conflict": _("Two versions stand against each other; choose one."),
    "unreadable": _("It came and is kept, but nobody could read what it says."),
    "flagged": _("The device claims something that is not believed."),
    "waiting": _("It mentions files that have not come."),
}

CERTAINTIES: Mapping[str, Word] = {"certain": _("Certain"), "possible": _("Possible")}

OUTSIDE_STATES: Mapping[str, Word] = {
    "asked": _("A question for you"),
    "settled": _("Closed"),
    "withdrawn": _("Withdrawn"),
}
"""States as those outside the mission read them; all others are "received"."""
RECEIVED = _("Received")
RELEASED = _("Released to you")

VERBS: Mapping[str, Word] = {
    "assign": _("Assign"),
    "grade": _("Grade"),
    "assess": _("Assess"),
    "attribute": _("Attribute"),
    "translate": _("Translate"),
    "ask": _("Ask the reporter"),
    "route": _("Pass on"),
    "settle": _("Settle"),
    "reopen": _("Reopen"),
    "release": _("Release"),
    "recall": _("Recall"),
    "prefer": _("Choose a version"),
}

ASSUMED: Mapping[str, Word] = {
    "accuracy_m": _("how exact the point is"),
    "observer_accuracy_m": _("how exactly the observer knows where he stands"),
    "bearing_deg": _("the direction: it may be any"),
    "bearing_error_deg": _("how exact the bearing is"),
    "range_high_m": _("the greatest distance"),
    "extent_m": _("how large the place is"),
    "width_m": _("how wide the route is"),
    "offset.observer_accuracy_m": _("how large the place is"),
    "offset.bearing_deg": _("the direction from the place: it may be any"),
    "offset.bearing_error_deg": _("how exact the direction from the place is"),
    "offset.distance_high_m": _("the greatest distance from the place"),
}
"""What nobody stated, so that a usual value was drawn."""

PLACE_KINDS: Mapping[str, Word] = {
    "point": _("A point"),
    "sector": _("A bearing and a distance from an observer"),
    "named": _("A named place"),
    "route": _("A route"),
    "area": _("An area"),
}

METHODS: Mapping[str, Word] = {
    "gnss": _("by a satellite receiver"),
    "map": _("read off a map"),
    "report-only": _("only told"),
    "bearing-range": _("worked out from bearing and distance"),
}

FIELDS: Mapping[str, Word] = {
    "text": _("Text"),
    "language": _("Language"),
    "kind": _("Kind"),
    "reporter_type": _("Channel"),
    "protection": _("Protection"),
    "when": _("Time"),
    "begins_at": _("Beginning"),
    "ends_at": _("End"),
    "fidelity": _("How exact"),
    "stated": _("As stated"),
    "place": _("Place"),
    "place_text": _("Place in words"),
    "alleged_party": _("Party named"),
    "alleged_unit": _("Unit named"),
    "violations": _("Codes"),
    "provisions": _("Provisions"),
    "items": _("Items"),
    "observed": _("What"),
    "count": _("Number"),
    "low": _("from"),
    "high": _("to"),
    "qualifier": _("How meant"),
    "means": _("How perceived"),
    "post": _("From where"),
    "phase": _("Phase"),
    "weapon": _("Weapon"),
    "calibre_mm": _("Calibre, mm"),
    "cause": _("Taken for"),
    "direction_from": _("From direction"),
    "direction_to": _("To direction"),
    "casualties": _("Casualties"),
    "civilians_killed": _("Civilians killed"),
    "civilians_injured": _("Civilians injured"),
    "military_killed": _("Military killed"),
    "military_injured": _("Military injured"),
    "unknown": _("Not known which"),
    "restriction": _("Restriction"),
    "type": _("Kind"),
    "actor": _("By whom"),
    "checkpoint": _("Checkpoint"),
    "duration_min": _("Duration, minutes"),
    "people": _("People"),
    "vehicles": _("Vehicles"),
    "reason": _("Reason given"),
    "reason_text": _("Reason in words"),
    "interference": _("Interference"),
    "outcome": _("How it ended"),
    "patrol": _("Patrol"),
    "route": _("Route"),
    "posts_visited": _("Posts visited"),
    "contacts": _("Contacts"),
    "about": _("About report"),
    "attached": _("Files"),
    "lon": _("Longitude"),
    "lat": _("Latitude"),
    "accuracy_m": _("Accuracy, m"),
    "method": _("How fixed"),
    "observer_lon": _("Observer's longitude"),
    "observer_lat": _("Observer's latitude"),
    "observer_accuracy_m": _("Observer's accuracy, m"),
    "bearing_deg": _("Bearing, °"),
    "bearing_error_deg": _("Error of the bearing, °"),
    "range_low_m": _("Distance from, m"),
    "range_high_m": _("Distance to, m"),
    "said": _("As said"),
    "claimed": _("Device"),
}
"""Names of the fields of a report, for what differs between two versions."""
