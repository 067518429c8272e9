"""`threadscribe sandbox`: wrong arguments, taken ports, and what the bot inherits."""

import pytest

from bot.sandbox.cli import run_sandbox


def refused(capsys, **arguments):
    given = {"port": 0, "provider": None, "share": [], "once": False, "record": None}
    code = run_sandbox(**{**given, **arguments}, environment={})
    return code, capsys.readouterr()


@pytest.mark.parametrize("provider", ["plaud", "nonsense"])
def test_a_service_that_is_not_played_is_refused_in_a_line(capsys, provider):
    code, said = refused(capsys, provider=provider)
    assert code == 2
    assert f"--provider {provider}" in said.err
    assert said.err.count("\n") == 1


def test_a_file_that_is_not_there_is_refused_in_a_line(capsys, tmp_path):
    code, said = refused(capsys, share=[tmp_path / "gone.m4a"])
    assert code == 2
    assert "gone.m4a: there is no such file" in said.err
    assert said.err.count("\n") == 1


def test_once_needs_something_to_share(capsys):
    code, said = refused(capsys, once=True)
    assert code == 2
    assert "--share" in said.err


def test_a_record_needs_a_folder(capsys, tmp_path):
    code, said = refused(capsys, record=tmp_path / "no" / "calls.jsonl")
    assert code == 2
    assert "--record" in said.err
