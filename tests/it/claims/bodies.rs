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
    ("the office of an officer", "[The Ohio Attorney General’s office] said no.", "Ohio Attorney General’s office"),
    (
        "the office named before",
        "[The Lee County sheriff’s office] said no. [The sheriff’s office] said more.",
        "Lee County sheriff’s office; Lee County sheriff’s office",
    ),
    (
        "not another officer’s",
        "[Governor Ann Lee’s office] said no. [The coroner’s office] said more.",
        "Ann Lee’s office; coroner’s office",
    ),
    ("an address in apposition", "[One news site, Quillmark.com,] said no.", "Quillmark.com"),
    ("a paper in apposition", "[A local paper, Quillmark Daily,] said no.", "Quillmark Daily"),
    ("a unit in apposition", "[Its own unit, Quillmark Management Co,] said no.", "Quillmark Management Co"),
    ("capitals in apposition", "[The world’s biggest miner, QBX-MRB,] said no.", "QBX-MRB"),
    ("a trade before a name", "[Book publishing giant Quillmark] said no.", "Quillmark"),
    ("a rights group", "[The human rights organization Safe Harbors] said no.", "Safe Harbors"),
    ("a ministry of another state", "[Tunisia’s foreign ministry] said no.", "Tunisia’s foreign ministry"),
    ("a channel and the police", "Port Ellen Police left. [The TV channel] said no.", "-"),
    ("a body of another", "Ryanair cut flights. [The parliamentary group of the Labour Party] said no.", "-"),
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
