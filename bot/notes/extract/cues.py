"""The English wording in which people hand out tasks and take them on."""

from itertools import pairwise

from bot.notes.extract.wording import word_set

# Words, and pairs of words with "_" between them; each family is one thing that is counted.
CUES: dict[str, frozenset[str]] = {
    "i_will": word_set(
        """i'll i_will i'm_gonna i'm_going i_shall i_can let_me i've_to i_promise i_could i'd_better
        i'd_like"""
    ),
    "we_will": word_set(
        "we'll we_will we're_gonna we're_going we_shall let's let_us we_can we_could"
    ),
    "you_will": word_set(
        """you'll you_will you're_gonna you're_going you_guys you_two you_three you_are you're
        you_get"""
    ),
    "will": word_set("will gonna going_to shall"),
    "they_will": word_set(
        """they'll he'll she'll it'll will_be will_do will_work is_gonna is_going are_gonna
        are_going gonna_be"""
    ),
    "ask": word_set(
        """can_you could_you would_you will_you please you_could you_can you_should you_need
        you_have you_want you_must you_might"""
    ),
    "want": word_set("want_you like_you need_you ask_you expect_you want_to wanna like_to i_want"),
    "need": word_set(
        "need_to needs_to have_to has_to gotta got_to should must supposed_to ought_to needs need"
    ),
    "sure": word_set("make_sure sure_that remember_to don't_forget remember"),
    "do": word_set(
        """send email e-mail mail write prepare check fix update call contact ask book schedule
        share upload finish complete draft review bring report investigate present test publish
        fill read post order buy submit print organise organize arrange invite tell merge deploy
        release ship build rewrite clean add remove replace"""
    ),
    "look": word_set(
        """find_out look_into look_at looking_at look_up figure_out work_on working_on work_with
        think_about thinking_about follow_up get_back set_up come_up talk_to working_together
        work_together put_together bring_up send_me focus_on take_care write_up go_through working
        research doing do_the be_doing see_if come_back"""
    ),
    "when": word_set(
        """next_week next_time next_month this_week soon by_the by_next before_the after_the end_of
        until_next deadline minutes hours afterwards later before_lunch after_lunch meantime"""
    ),
    "next": word_set("next_meeting next next_time meanwhile until_then between_now"),
    "task": word_set(
        """action actions task tasks to-do homework assignment assignments questionnaire summary
        minutes slides presentation presentations report folder document documents"""
    ),
    "each": word_set("each everyone everybody both all_of individual individually own your"),
    "not": word_set("not don't won't can't didn't isn't doesn't wasn't wouldn't couldn't"),
    "past": word_set("was were did had said been went got thought"),
    "maybe": word_set(
        "maybe might probably would could if perhaps i_think i_guess i_mean you_know like"
    ),
    "i": word_set("i i'm i've i'd my me"),
    "you": word_set("you your you've yourself"),
    "we": word_set("we our us we've we're"),
    "it": word_set("it it's that's this they"),
    "reason": word_set("because 'cause cause so then when which"),
}
DAYS = word_set(  # what a calendar knows
    """today tomorrow tonight monday tuesday wednesday thursday friday saturday sunday noon midnight
    january february march april june july august september october november december next_week
    next_month this_week this_afternoon this_evening this_morning"""
)
PROMISE = word_set("i'll i_will i'm_gonna i_shall let_me")  # "I'm going to" may be a place
REQUEST = word_set("can_you could_you would_you will_you please you'll you_will i_need need_you")
_ING = 4  # letters: "king", "ring" and "bring" are no doing
_CARRY_ON = word_set("you're be you are is you'll")


def said(words: tuple[str, ...]) -> frozenset[str]:
    """The words of a passage and their pairs."""
    return frozenset((*words, *map(" ".join, pairwise(words))))


def assigns(words: tuple[str, ...]) -> bool:
    """Whether somebody is told what they are doing: "you're looking at", "gonna be working on"."""
    return any(
        after.endswith("ing") and len(after) > _ING and word in _CARRY_ON
        for word, after in pairwise(words)
    )
