from bot.domain.notes import Notes, Point
from bot.render.gist import gist, headline


def test_a_meeting_is_about_four_things_and_the_rest_was_discussed():
    topics = ("harbour", "crane", "budget", "winter", "paint", "rope")

    assert headline(topics, speakers=2) == (
        "The meeting was about harbour, crane, budget and winter. The team also discussed paint and rope."
    )


def test_one_voice_is_no_meeting():
    assert headline(("harbour",), speakers=1) == "The recording is about harbour."


def test_without_topics_only_the_points_are_told():
    notes = Notes(origin="wording", points=(Point(text="We\nship."),), topics=())

    assert gist(notes, speakers=2) == ["We ship."]
