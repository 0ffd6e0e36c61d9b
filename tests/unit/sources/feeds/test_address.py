import os
from datetime import UTC, datetime, timedelta

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.feeds import address as module
from evenhand.sources.feeds.address import Following, feed_at, read_secrets
from evenhand.sources.feeds.folder import FolderFeed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def told():
    return []


@pytest.fixture
def at(tmp_path, told):
    """The feed at an address."""

    made = []

    def make(address, *, environment=None, secrets=None, devices=None):
        feed = feed_at(
            address,
            Following(
                journal=tmp_path / "journal",
                every=timedelta(seconds=1),
                roll=timedelta(minutes=1),
                clock=lambda: NOON,
                tell=told.append,
                environment=environment or {},
                secrets=secrets or {},
                devices=devices,
            ),
        )
        made.append(feed)
        return feed

    yield make
    for feed in made:
        feed.stop()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://host/data/aircraft.json?key=secret", "https://host/data/aircraft.json"),
        ("http://[::1]:8080/aircraft.json", "http://[::1]:8080/aircraft.json"),
        ("mqtt://monitor@broker:1884/tracks/+/fix/#", "mqtt://broker:1884/tracks/+/fix/#"),
        ("mqtts://broker/#", "mqtts://broker/#"),
        ("osmand://:0", "osmand://:0"),
        ("osmand://localhost:5055", "osmand://localhost:5055"),
    ],
)
def test_a_feed_is_named_by_its_address_without_user_and_secrets(at, address, name):
    assert at(address).name == name


def test_a_folder_needs_no_scheme(at, tmp_path):
    assert isinstance(at(str(tmp_path / "in")), FolderFeed)


def test_the_same_address_has_the_same_journal_and_another_another(at, tmp_path):
    for address in ("mqtt://a/b", "mqtt://a/b", "mqtt://a/c", "mqtt://x@a/b"):
        at(address)

    assert len(list((tmp_path / "journal").iterdir())) == 3


def test_a_topic_keeps_its_signs_and_a_session_its_name(at):
    brokers = [at(f"mqtt://me%40home@h/a%20b/#{end}")._receiver._broker for end in ("", "")]

    assert brokers[0] == brokers[1]
    assert (brokers[0].topic, brokers[0].user, brokers[0].port) == ("a b/#", "me@home", 1883)
    assert brokers[0].client_id != at("mqtt://h/c")._receiver._broker.client_id


def test_secrets_come_from_the_file_before_the_environment(at):
    address = "mqtt://me@h/t"
    environment = {"EVENHAND_MQTT_PASSWORD": "general", "EVENHAND_OSMAND_TOKEN": "sesame"}

    assert at(address, environment=environment)._receiver._broker.password == "general"
    assert at(address, environment=environment, secrets={address: "own"})._receiver._broker.password == "own"
    assert at("osmand://0.0.0.0:0", environment=environment)._receiver._door.token == "sesame"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("ftp://host/x", "sources.bad-feed-address"),
        ("mqtt://host:99999/t", "sources.bad-feed-address"),
        ("mqtt://host", "sources.bad-feed-address"),
        ("https:///aircraft.json", "sources.bad-feed-address"),
        ("mqtt://me:sesame@host/t", "sources.secret-in-address"),
        ("https://me:sesame@host/aircraft.json", "sources.secret-in-address"),
        ("osmand://0.0.0.0:5055", "sources.open-door"),
        ("osmand://192.168.1.1:5055", "sources.open-door"),
    ],
)
def test_what_is_no_feed_or_not_safe_is_refused(at, tmp_path, address, code):
    with pytest.raises(Problem) as caught:
        at(address)

    assert caught.value.code == code
    assert "sesame" not in str(caught.value)
    assert not (tmp_path / "journal").exists()


def test_a_list_of_devices_opens_the_door(at):
    assert at("osmand://0.0.0.0:5055", devices=frozenset({"7"}))._receiver._door.devices == {"7"}


def test_what_a_crash_left_is_cut_and_said(at, tmp_path, told):
    at("mqtt://a/b")
    (folder,) = (tmp_path / "journal").iterdir()
    (folder / "x.open").write_bytes(b'{"crc":"00')
    at("mqtt://a/b")

    assert [(event.what, event.details) for event in told] == [("cut", {"bytes": 10})]


class TestReadSecrets:
    def test_no_file_no_secrets(self):
        assert read_secrets(None) == {}

    def test_a_file_maps_addresses_to_secrets(self, tmp_path):
        (tmp_path / "secrets").write_text("mqtt://me@h/t: sesame\n")
        os.chmod(tmp_path / "secrets", 0o600)

        assert read_secrets(tmp_path / "secrets") == {"mqtt://me@h/t": "sesame"}

    @pytest.mark.parametrize(
        ("text", "mode"), [("mqtt://h/t: sesame\n", 0o644), ("- sesame\n", 0o600), ("a: 7\n", 0o600), ("a: [", 0o600)]
    )
    def test_a_file_that_others_may_read_or_that_is_none_is_refused_without_showing_it(self, tmp_path, text, mode):
        (tmp_path / "secrets").write_text(text)
        os.chmod(tmp_path / "secrets", mode)
        with pytest.raises(Problem) as caught:
            read_secrets(tmp_path / "secrets")

        assert caught.value.kind is module.BAD_SECRETS
        assert "sesame" not in str(caught.value)
