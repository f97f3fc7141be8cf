//! Organizations that a source calls by what they are, or by whose they are.

use super::marked::resolve_marked;
use crate::support::cases::check;

/// What a case is about, a marked text, and the speakers of its sources.
const BODIES: &[(&str, &str, &str)] = &[
    (
        "police, of the force named before",
        "The Port Ellen Police Department opened. [Police] said no.",
        "Port Ellen Police Department",
    ),
    (
        "police, of a force that spoke",
        "[Port Ellen police] said no. [The police] said more.",
        "Port Ellen police; Port Ellen police",
    ),
    (
        "police by part of the name",
        "[British Transport Police] said no. [The transport police] said more.",
        "British Transport Police; British Transport Police",
    ),
    ("other police", "[Port Ellen police] said no. [Local police] said more.", "Port Ellen police; (group)"),
    ("police of nobody", "[Police] said no.", "(group)"),
    ("police named later", "[Police] said no. [Port Ellen police] said more.", "(group); Port Ellen police"),
    ("police in a place", "[Police in Port Ellen] said no.", "Port Ellen police"),
    ("an army", "[The Israeli army] said no. [The army] said more.", "Israeli army; Israeli army"),
    ("a military of a state", "[South Korea’s military] said no.", "South Korea’s military"),
    ("a board", "[Ryanair’s board] said no.", "Ryanair’s board"),
    ("a foundation", "Later [Ann Lee’s animal foundation] said no.", "Ann Lee’s animal foundation"),
    ("with its seat", "Ryanair cut flights. [The Dublin, Ireland-based airline] said no.", "Ryanair"),
    ("with its trades", "Ryanair cut flights. [The tourism and aviation company] said no.", "Ryanair"),
    ("the company, which", "Ryanair cut flights. The company, [which] said no, is large.", "Ryanair"),
    ("a newspaper of nobody", "[A French newspaper] said no.", "-"),
];

#[test]
fn organizations_by_what_they_are() {
    let rows = BODIES.iter().map(|&(what, text, expected)| ((what, text), expected));
    check(rows, |(_, text)| {
        let speakers = resolve_marked("", text);
        speakers.into_iter().map(|one| one.name).collect::<Vec<_>>().join("; ")
    });
}
