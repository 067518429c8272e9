"""What only a person can decide: the questions, their buttons, and what to write without buttons."""

ASK_UNREDACTED = (
    "You asked for personal data to be removed, and {service} did not do that (or not"
    " completely). I have posted nothing. What shall I do with the transcript?"
)
ASK_UNCLEAR = (
    "I ordered this transcript, and the answer of {service} got lost on the way. I looked for the"
    " order and cannot tell whether it exists. Shall I order it again?"
)

ASK_BLIND = (
    "I ordered this transcript, and the answer of {service} got lost on the way. {service} shows no"
    " list of orders, so I cannot tell whether it has this one. Shall I order it again?"
)

PUBLISH, DISCARD = "Post it as it is", "Discard it"
PUBLISH_ASK, PUBLISH_YES, PUBLISH_NO = "Post it unredacted?", "Post it", "Not now"
PUBLISH_TRUTH = "Everybody in this channel will read names, numbers and whatever else was said."
AGAIN, LEAVE = "Order it again", "Leave it"
AGAIN_TRUTH = "If {service} did take it the first time, it will be charged twice."
AGAIN_ASK, AGAIN_YES, AGAIN_NO = "Order it again?", "Order it", "Not now"

# in place of the buttons
TYPE_PUBLISH = (
    "Write in this thread `@Threadscribe publish #{number}`, and I post it as it is: everybody in"
    " this channel will read names, numbers and whatever else was said. Or write"
    " `@Threadscribe discard #{number}`, and nothing is posted."
)
TYPE_AGAIN = (
    "Write in this thread `@Threadscribe again #{number}`, and I order it again: if {service} did"
    " take it the first time, it will be charged twice. Or write `@Threadscribe leave #{number}`,"
    " and I leave it."
)
