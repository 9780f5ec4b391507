"""follow, feeds, unfollow: in a data folder of their own, and without calling anybody outside this machine."""

import json
import os
import subprocess
import sys

import pytest

# A name that every machine knows, and that Reknit never calls.
HERE = "http://localhost/feed.xml"
WHY = "The address leads to a private network, and Reknit calls public sites only."


@pytest.fixture
def reknit(tmp_path):
    """Run a command in a data folder of its own; the answer has returncode, stdout, stderr."""

    def run(*args):
        env = {**os.environ, "REKNIT_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "reknit.config.settings"}
        env.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "reknit", *args]
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False, stdin=subprocess.DEVNULL)

    return run


def loaded(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def dana(reknit):
    loaded(reknit("add", "Dana Liu", "--json"))


def test_a_feed_goes_through_follow_check_unfollow_and_undo(reknit, dana):
    followed = loaded(reknit("follow", "Dana", HERE, "--json"))
    assert (followed["person"], followed["url"], followed["error"]) == ("Dana Liu", HERE, WHY)
    assert (followed["failures"], followed["given_up"], followed["entries"]) == (1, False, [])
    checked = loaded(reknit("feeds", "--check", "--json"))
    assert checked["checked"] == {"looked_at": 1, "new": 0}
    assert [feed["failures"] for feed in checked["feeds"]] == [1], "asking early does not count"
    loaded(reknit("unfollow", "Dana", HERE, "--json"))
    assert loaded(reknit("feeds", "--json")) == {"checked": None, "feeds": []}
    loaded(reknit("undo", "--json"))
    assert [feed["url"] for feed in loaded(reknit("feeds", "--json"))["feeds"]] == [HERE]


def test_the_list_says_for_people_how_each_feed_does(reknit, dana):
    assert "You follow nobody's feed yet" in reknit("feeds").stdout
    assert f"You follow localhost of Dana Liu. Could not be read: {WHY}" in reknit("follow", "Dana", HERE).stdout
    shown = reknit("feeds").stdout
    assert f"Dana Liu: localhost, {HERE}" in shown
    assert f"Could not be read: {WHY} Reknit will try again." in shown


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://dana.example/feed", "Only addresses that begin with https:// or http://"),
        ("https://dana.example:8080/feed", "Only the usual ports of the web"),
        ("http://192.168.1.1/feed", "private network"),
        ("https://me:secret@dana.example/", "holds a name or password"),
    ],
)
def test_an_address_that_cannot_be_followed_is_refused_with_the_reason(reknit, dana, url, why):
    done = reknit("follow", "Dana", url)
    assert done.returncode == 2
    assert why in done.stderr
    assert loaded(reknit("feeds", "--json"))["feeds"] == []


def test_following_twice_and_leaving_what_nobody_follows_are_errors_with_a_remedy(reknit, dana):
    reknit("follow", "Dana", HERE)
    twice = reknit("follow", "Dana", HERE)
    assert (twice.returncode, "already" in twice.stderr) == (1, True)
    never = reknit("unfollow", "Dana", "https://dana.example/other")
    assert (never.returncode, "reknit feeds" in never.stderr) == (1, True)
    nobody = reknit("follow", "Omar", HERE)
    assert (nobody.returncode, "reknit people" in nobody.stderr) == (1, True)
