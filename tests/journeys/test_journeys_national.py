"""Killed between the national register's answer and our commit: asked again, entered once."""

import json
import signal

from installation import Installation, fresh_folder, remove


def test_killed_after_the_answer_the_record_is_asked_for_again(tmp_path):
    """REL-01: SIGKILL when the other side has entered the records and we have not."""
    points = tmp_path / "points"
    points.mkdir()
    # who becomes another user must still see the folder
    points.chmod(0o777)
    state = fresh_folder()
    installation = Installation(state, kill_at=points)
    try:
        _tell(installation, "issue")
        for _ in range(2):
            (points / "national_answered").touch()
            assert installation._run("nationaldrill", "send").returncode == -signal.SIGKILL
        between = _tell(installation, "weigh")
        # one round is a hundred records: they stand there and not here
        assert (between["ours"], between["leaves"]) == ({}, 0)
        assert len(between["theirs"]) >= 100
        assert _tell(installation, "send") == {"answered": 120, "count": 120}
        told = _tell(installation, "weigh")
        assert told["ours"] == told["theirs"]
        assert (len(told["ours"]), told["leaves"], told["lines"]) == (120, 120, 0)
        assert between["theirs"].items() <= told["theirs"].items()
        assert told["findings"] == []
        assert installation.left() == []
    finally:
        remove(state)


def _tell(installation, word):
    done = installation._run("nationaldrill", word)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])
