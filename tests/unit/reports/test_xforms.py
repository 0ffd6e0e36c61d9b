"""The JSON of a form says what its XForm says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import ReportKind
from evenhand.reports.forms.xforms import form
from evenhand.reports.xforms import FORMAT, UNREADABLE_FORM, definition

SMALL = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title> Small </h:title><model>
<itext><translation lang="English (en)"><text id="a"><value>Age</value></text>
<text id="m"><value>Not <output value="/data/b"/> years</value></text>
<text id="y"><value>Yes</value></text></translation>
<translation lang="العربية (ar)">
<text id="a"><value form="image">jr://x.png</value><value>العمر</value></text></translation>
</itext>
<instance><data id="small" version="3"><a>5</a><b/><r jr:template=""><x/></r>
<orx:meta><orx:instanceID/></orx:meta></data></instance>
<instance id="__last-saved" src="jr://instance/last-saved"/>
<instance id="yn"><root><item><itextId>y</itextId><name>yes</name></item>
<item><label>No</label><name>no</name></item></root></instance>
<instance id="places" src="jr://file-csv/places.csv"/>
<bind nodeset="/data/a" type="int" required="true()" constraint=". &lt; 150" jr:constraintMsg="jr:itext('m')"/>
<setvalue ref="/data/b" event="odk-instance-first-load" value="1 + 1"/></model></h:head>
<h:body><input ref="/data/a"><label ref="jr:itext('a')"/>
<setvalue event="xforms-value-changed" ref="/data/b">7</setvalue></input>
<group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/a">
<select1 ref="/data/r/x" appearance="minimal"><label>Plain</label>
<itemset nodeset="instance('yn')/root/item"><value ref="name"/>
<label ref="jr:itext(itextId)"/></itemset></select1></repeat></group>
<select ref="/data/b"><item><label>One</label><value>1</value></item></select></h:body></h:html>"""


@pytest.fixture(scope="module")
def small():
    rows = [{"name": "x", "label::English (en)": "Ex", "label::العربية (ar)": "س", "label::fr": "Iks"}]
    return definition(SMALL.encode(), lists={"places.csv": rows})


def test_the_tree_keeps_defaults_templates_and_foreign_names(small):
    assert small["attributes"] == {"id": "small", "version": "3"}
    a, b, r, meta = small["root"]["children"]
    assert (a, b) == ({"name": "a", "value": "5"}, {"name": "b"})
    assert r == {"name": "r", "template": True, "children": [{"name": "x"}]}
    assert meta["ns"] == "http://openrosa.org/xforms"


def test_texts_come_by_language_with_the_values_that_stand_in_them(small):
    control = small["body"][0]
    assert control["label"] == {"en": ["Age"], "ar": ["العمر"]}
    assert small["binds"]["/data/a"]["constraint_message"] == {"en": ["Not ", {"value": "/data/b"}, " years"]}
    assert (small["title"], small["languages"]) == ("Small", ["en", "ar"])


def test_lists_come_from_the_form_and_from_files_beside_it(small):
    assert small["lists"]["yn"] == [{"name": "yes", "label": {"en": ["Yes"]}}, {"name": "no", "label": {"": ["No"]}}]
    assert small["lists"]["places"] == [{"name": "x", "label": {"en": ["Ex"], "ar": ["س"], "fr": ["Iks"]}}]
    assert small["body"][2]["items"] == [{"name": "1", "label": {"": ["One"]}}]


def test_events_say_what_they_set_and_whose_change_sets_it(small):
    assert small["sets"] == [
        {"event": "odk-instance-first-load", "ref": "/data/b", "value": "1 + 1", "on": ""},
        {"event": "xforms-value-changed", "ref": "/data/b", "value": "7", "on": "/data/a"},
    ]
    assert small["last_saved"]


def test_repeats_hold_their_questions(small):
    repeat = small["body"][1]["children"][0]
    assert (repeat["kind"], repeat["ref"], repeat["count"]) == ("repeat", "/data/r", "/data/a")
    assert repeat["children"][0]["itemset"] == {"nodeset": "instance('yn')/root/item", "value": "name"}
    assert repeat["children"][0]["label"] == {"": ["Plain"]}


@pytest.mark.parametrize("kind", ReportKind)
def test_every_form_of_ours_can_be_shown_in_every_language(kind):
    found = definition(form(kind).xform)
    assert (found["format"], found["form"]) == (FORMAT, kind.value)
    assert {code.split("-")[0] for code in LANGUAGES} == {code.split("-")[0] for code in found["languages"]}
    assert json.loads(json.dumps(found)) == found
    labels = [control["label"] for control in _controls(found["body"]) if "label" in control]
    assert labels
    assert all(len(label) == len(found["languages"]) for label in labels)


def _controls(children):
    for one in children:
        yield one
        yield from _controls(one.get("children", ()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<a",
        "<h:html xmlns:h='http://www.w3.org/1999/xhtml'/>",
        SMALL.replace("<instance><data", "<instance><!--").replace("</data></instance>", "--></instance>"),
    ],
)
def test_what_is_no_form_is_refused(text):
    with pytest.raises(Problem) as caught:
        definition(text.encode())
    assert caught.value.kind is UNREADABLE_FORM


@given(st.binary(max_size=60))
def test_no_bytes_do_anything_but_be_refused(content):
    with pytest.raises(Problem):
        definition(content)
