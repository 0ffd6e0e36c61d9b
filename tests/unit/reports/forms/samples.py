"""Submissions as phones make them, and hostile ones."""

from evenhand.reports.codes import ReportKind
from evenhand.reports.forms.xforms import version_of

START = "2020-12-06T12:00:00.000+02:00"
DEVICE = (
    f"<start>{START}</start><end>2020-12-06T12:09:00.000+02:00</end><deviceid>collect:abc</deviceid>"
    "<username>monitor</username><here>31.2 16.6 12.0 4.5</here><serial>7</serial>"
)
SECTOR = (
    "<place><kind>sector</kind><position_by>receiver</position_by><receiver>31.0 16.0 20.0 6.0</receiver>"
    "<bearing_by>compass</bearing_by><bearing_point>NW</bearing_point>"
    "<range_low_m>3000</range_low_m><range_high_m>5000</range_high_m></place>"
)
WHEN = "<when><known>exactly</known><at>2020-12-06T11:30:00.000+02:00</at></when>"
WORDS = "<p_words><language>ar</language><text>سُمعت خمسة انفجارات</text></p_words>"
ITEM = (
    "<items><p_what><observed>explosion</observed><count><qualifier>at-least</qualifier><low>5</low></count>"
    "<means>heard</means><post>patrol</post></p_what><p_weapon><weapon>undetermined</weapon>"
    "<calibre_mm>120</calibre_mm></p_weapon><when><at/></when><place><kind>same</kind></place><text/></items>"
)
PHOTO = "<attached><kind>photo</kind><photo>1607250000000.jpg</photo><caption>Crater</caption><sha256/></attached>"
PROTECTION = "<protection>confidential</protection><source><name>A neighbour</name></source>"
BODY = DEVICE + WHEN + SECTOR + ITEM + WORDS + "<violations>KIN.MOR CIV.INFRA</violations>" + PHOTO + PROTECTION
INSTANCE = "uuid:0f1e2d3c-0000-4000-8000-000000000001"


def xml(
    body: str = BODY, *, kind: str = ReportKind.OWN_OBSERVATION, instance: str = INSTANCE, edits: str = "", version=None
) -> bytes:
    """A submission of a form with `body` between its tags."""
    deprecated = f"<orx:deprecatedID>{edits}</orx:deprecatedID>" if edits else ""
    shown = version_of(ReportKind(kind)) if version is None else version
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><data id="{kind}" version="{shown}" '
        f'xmlns:orx="http://openrosa.org/xforms">{body}<orx:meta><orx:instanceID>{instance}</orx:instanceID>'
        f"{deprecated}</orx:meta></data>"
    ).encode()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE data [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {two} "{f"&{one};" * 10}">' for one, two in zip("abcdefghi", "bcdefghij", strict=True))
    + '<!ENTITY far SYSTEM "file:///etc/passwd">]>'
)
HOSTILE = {
    "billion laughs": (LAUGHS + xml("<text>&j;</text>").decode().partition("?>")[2]).encode(),
    "a file of ours": (LAUGHS + xml("<text>&far;</text>").decode().partition("?>")[2]).encode(),
    "a document type alone": b'<!DOCTYPE data SYSTEM "http://127.0.0.1/x.dtd">' + xml().partition(b"?>")[2],
    "deep": b"<data>" + b"<a>" * 100_000,
    "wide": b"<data>" + b"<a/>" * 100_000,
    "cut off": xml()[:200],
    "empty": b"",
    "no xml": b"\x89PNG\r\n\x1a\n",
    "json": b'{"instance": "uuid:1"}',
    "nul": xml().replace(b"Crater", b"Cra\0ter"),
    "nul written out": xml().replace(b"Crater", b"Cra&#0;ter"),
    "half a surrogate": xml().replace(b"Crater", b"Cra&#xD800;ter"),
    "bytes that are no UTF-8": xml().replace(b"Crater", b"Cra\xfftter"),
    "an unknown encoding": xml().replace(b"UTF-8", b"utf-7"),
    "an encoding with a shift": xml().replace(b"UTF-8", b"iso-2022-jp"),
    "an undeclared entity": xml().replace(b"Crater", b"&crater;"),
    "two roots": xml() + b"<data/>",
    "many attributes": b"<data " + b" ".join(b'a%d="1"' % number for number in range(20_000)) + b"/>",
    "no instance id": xml().replace(b"orx:instanceID", b"orx:id"),
    "an empty instance id": xml(instance=" "),
    "an instance id without end": xml(instance="u" * 5000),
    "an instance id of two lines": xml(instance="uuid:1\nuuid:2"),
}
"""Refused: nothing says under which id they could be kept."""

UNREAD = {
    "a form that we do not have": xml().replace(b'id="own-observation"', b'id="own-observations"'),
    "no form at all": xml().replace(b' id="own-observation"', b""),
    "a version that we never had": xml(version="2020010101"),
    "no version": xml(version=""),
    "a node that no form has": xml(BODY + "<rank>colonel</rank>"),
    "a node in a group that no form has": xml(BODY.replace("<place>", "<place><floor>2</floor>")),
    "a group for a text": xml(BODY.replace("<known>exactly</known>", "<known><known>exactly</known></known>")),
    "a text for a group": xml(BODY.replace(SECTOR, "<place>there</place>")),
    "a text for a repeat": xml(BODY.replace(ITEM, "<items>five</items>")),
    "the same node twice": xml(BODY + "<p_more><text>other</text></p_more>"),
    "an explosion of nothing": xml(BODY.replace("<low>5</low>", "<low>minus</low>")),
    "a negative count": xml(BODY.replace("<low>5</low>", "<low>-5</low>")),
    "a count with an exponent": xml(BODY.replace("<low>5</low>", "<low>1e308</low>")),
    "a count that is no number": xml(BODY.replace("<low>5</low>", "<low>NaN</low>")),
    "a count of digits without end": xml(BODY.replace("<low>5</low>", f"<low>{'9' * 10_000}</low>")),
    "a position off the globe": xml(BODY.replace("31.0 16.0", "131.0 16.0")),
    "a position of words": xml(BODY.replace("31.0 16.0", "north south")),
    "a bearing beyond the circle": xml(
        BODY.replace("<bearing_point>NW</bearing_point>", "<bearing_deg>400</bearing_deg>")
    ),
    "a day that no calendar has": xml(
        BODY.replace("<known>exactly</known>", "<known>day</known><day>2020-02-31</day>")
    ),
    "a time at the end of all": xml(BODY.replace("2020-12-06T11:30:00.000+02:00", "9999-12-31T23:59:59-14:00")),
    "the first minute of all, about": xml(
        BODY.replace("<known>exactly", "<known>about").replace("2020-12-06T11:30:00.000+02:00", "0001-01-01T00:00:00Z")
    ),
    "an end before the beginning": xml(
        BODY.replace("</at></when><place>", "</at><until>2019-01-01T00:00:00Z</until></when><place>", 1)
    ),
    "a text without end": xml(BODY.replace("سُمعت", "x" * 100_000)),
    "a code that nobody has": xml(BODY.replace("KIN.MOR", "KIN.MOUSE")),
    "two files in one": xml(BODY.replace("</photo>", "</photo><audio>a.m4a</audio>")),
    "a file without a name": xml(BODY.replace("1607250000000.jpg", "")),
    "more files than anybody takes": xml(BODY + PHOTO * 1001),
}  # fmt: skip
"""Kept as they came, with the reason why they cannot be read."""
