//! Kinds of text of which contents were cut short, lost, or claimed where nobody says anything.

use super::examples::claimed;
use crate::support::cases::check;

/// A kind, a text, and its claims as `source | cue | content`, separated by `; `; empty where there is no claim.
const CASES: &[(&str, &str, &str)] = &[
    (
        "cue in the middle",
        "The wall, the mayor said on Monday, is too old.",
        "the mayor | said | The wall … is too old",
    ),
    ("cue in the middle", "The wall, said Ann Lee, is too old.", "Ann Lee | said | The wall … is too old"),
    ("cue in the middle", "The wall, she told the paper, is too old.", "she | told | The wall … is too old"),
    (
        "cue in the middle",
        "The wall, says a report by the council, was never safe.",
        "a report by the council | says | The wall … was never safe",
    ),
    (
        "cue in the middle",
        "The drug, according to a study published on Monday, protects most children.",
        "a study published on Monday | according to | The drug … protects most children",
    ),
    (
        "cue in the middle",
        "The wall is old, Ann Lee said, and the town cannot pay for it.",
        "Ann Lee | said | The wall is old … and the town cannot pay for it",
    ),
    (
        "paragraphs",
        "“The wall is old,” Ann Lee said. “It is ours.\n\n“We will mend it in May, and nobody will be hurt.”\n\nThe town is small.",
        "Ann Lee | said | “The wall is old,” … “It is ours.\n\n“We will mend it in May, and nobody will be hurt.”",
    ),
    (
        "paragraphs",
        "Ann Lee said: \"The wall has to be tested.\n\n\"If we wait, we will lose it,\" she added.",
        "Ann Lee | said | \"The wall has to be tested.; she | added | \"If we wait, we will lose it,\"",
    ),
    ("dateline", "KYIV, Ukraine (Reuters) - The port is open, officials said.", "officials | said | The port is open"),
    ("dateline", "ATLANTA (AP) — The road is open, officials said.", "officials | said | The road is open"),
    ("view", "In the opinion of Ann Lee, the wall is too old.", "Ann Lee | In the opinion of | the wall is too old"),
    ("view", "The wall, in Ann Lee's view, is too old.", "Ann Lee's | view | The wall … is too old"),
    (
        "view",
        "By his own account, Bo Derrick slept through the fire.",
        "his | own account | Bo Derrick slept through the fire",
    ),
    (
        "view",
        "For Bo Derrick, a baker, the street is “finished”.",
        "Bo Derrick, a baker | For | the street is “finished”",
    ),
    ("view", "For Bo Derrick, the year began badly.", ""),
    (
        "signature",
        "“The wall is older than we are.” -Mayor Ann Lee",
        "Mayor Ann Lee | - | “The wall is older than we are.”",
    ),
    ("signature", "This from Mayor Ann Lee:\n\n“The wall is old.”", "Mayor Ann Lee | from | “The wall is old.”"),
    (
        "another speaker",
        "“Is it old?” “It is, and it leaks,” Ann Lee replied.",
        "Ann Lee | replied | “It is, and it leaks,”",
    ),
    ("list", "Ingredients: two eggs, a cup of flour, salt.", ""),
    ("list", "Marie Frost: Possession of stolen goods", ""),
    ("work", "Fans know him from the series “The Long Wall”.", ""),
    ("name", "Air India Express will open a route to Dubai.", ""),
    ("game", "Derrick blocked the pass and scored from the left.", ""),
    ("link", "Read more: Mayor Ann Lee calls the plan a disgrace", ""),
    ("cited", "“It rained,” Ann Lee said, citing officials.", "Ann Lee | said | “It rained,”"),
];

#[test]
fn contents_are_whole_and_none_is_made_up() {
    check(CASES.iter().map(|&(kind, text, expected)| ((kind, text), expected)), |(_, text)| claimed(text));
}
