//! Joint speakers: all who are named in a source, or whom "they" and the like take up.

use super::marked::resolve_marked;
use crate::support::cases::check;

/// What a case is about, a marked text, and the speakers of its sources.
const SEVERAL: &[(&str, &str, &str)] = &[
    ("a role of two bodies", "[Ann Lee, the head of both Ryanair and Airbus,] said no.", "Ann Lee"),
    ("a role, then another person", "[Ann Lee, the mayor, and Bob Marlow] said no.", "Ann Lee + Bob Marlow"),
    (
        "another role with an office",
        "[Ann Lee, a doctor in Leeds, and former President of Airbus,] said no.",
        "Ann Lee",
    ),
    ("two names", "[Ann Lee and Bob Marlow] said no.", "Ann Lee + Bob Marlow"),
    ("family names", "Ann Lee met Bob Marlow. [Mr. Marlow and Ms. Lee] said no.", "Bob Marlow + Ann Lee"),
    ("three names", "[Ann Lee, Bob Marlow and Ed Quillfeather] said no.", "Ann Lee + Bob Marlow + Ed Quillfeather"),
    ("two companies", "[Ryanair and Airbus] said no.", "Ryanair + Airbus"),
    ("both, with names", "[Both Ann Lee and Bob Marlow] said no.", "Ann Lee + Bob Marlow"),
    ("both, after more", "[The party won and both Ann Lee and Bob Marlow] said no.", "Ann Lee + Bob Marlow"),
    ("a force among them", "[The FBI and Kenyan police] said no.", "FBI + Kenyan police"),
    ("both, behind the names", "[Ann Lee and Bob Marlow both] said no.", "Ann Lee + Bob Marlow"),
    ("both, behind a preposition", "[Journalists in both France and Norway] said no.", "(group)"),
    ("along with", "[Ryanair, along with Airbus,] said no.", "Ryanair + Airbus"),
    ("a noun and a name", "Ryanair cut flights. [The airline and Airbus] said no.", "Ryanair + Airbus"),
    ("a name behind a role", "[Ann Lee and her lawyer, Bob Marlow,] said no.", "Ann Lee + Bob Marlow"),
    ("with roles", "[Mayor Ann Lee and council president Bob Marlow] said no.", "Ann Lee + Bob Marlow"),
    (
        "they, who spoke together",
        "[Ann Lee and Bob Marlow] said no. [They] said yes.",
        "Ann Lee + Bob Marlow; Ann Lee + Bob Marlow",
    ),
    ("they, the subject", "Ann Lee and Bob Marlow are old friends. [They] said yes.", "Ann Lee + Bob Marlow"),
    (
        "they, a list",
        "Ann Lee, Bob Marlow and Ed Quillfeather met. [They] said yes.",
        "Ann Lee + Bob Marlow + Ed Quillfeather",
    ),
    ("they, after companies", "[Ryanair and Airbus] said no. [They] said yes.", "Ryanair + Airbus; Ryanair + Airbus"),
    ("both of two", "Ann Lee met Bob Marlow. [Both men] said yes.", "Ann Lee + Bob Marlow"),
    (
        "the ministers",
        "[Ann Lee and Bob Marlow] said no. [The ministers] said yes.",
        "Ann Lee + Bob Marlow; Ann Lee + Bob Marlow",
    ),
    ("the ministers, of whom one spoke", "[Ann Lee] said no. [The ministers] said yes.", "Ann Lee; (group)"),
    ("the companies", "Ryanair agreed to buy 40 jets of Airbus. [The companies] said yes.", "Ryanair + Airbus"),
    ("the two companies", "Ryanair sued Airbus. [The two companies] said no.", "Ryanair + Airbus"),
    (
        "both companies, which met since",
        "[Ryanair and Airbus] said no. Boeing and Lufthansa met. [Both companies] said yes.",
        "Ryanair + Airbus; Boeing + Lufthansa",
    ),
    (
        "both companies, which only bystanders follow",
        "[Ryanair and Airbus] said no. It was late for Boeing and Lufthansa. [Both companies] said yes.",
        "Ryanair + Airbus; Ryanair + Airbus",
    ),
    ("neither company", "Ryanair sued Airbus. [Neither company] said why.", "Ryanair + Airbus"),
    ("the companies, of which none acts", "Bob Marlow of Ryanair left for Airbus. [The companies] said no.", "-"),
    ("who, several bodies", "It was signed by Ryanair and Airbus, [who] said no.", "Ryanair + Airbus"),
    ("who, several people", "It was signed by Ann Lee and Bob Marlow, [who] have refused.", "Ann Lee + Bob Marlow"),
    ("who, perhaps the last one", "It was signed by Ann Lee and Bob Marlow, [who] said no.", "Bob Marlow"),
    ("the two countries", "France and Norway agreed. [The two countries] said yes.", "France + Norway"),
    ("a name and nobody known", "[Ann Lee and her aides] said no.", "Ann Lee"),
    ("they, who met", "Ann Lee met Bob Marlow. [They] said yes.", "Ann Lee + Bob Marlow"),
    ("the two", "[Ann Lee and Bob Marlow] said no. [The two] said yes.", "Ann Lee + Bob Marlow; Ann Lee + Bob Marlow"),
    ("each", "Ryanair sued Airbus. [Each company] said why.", "Ryanair + Airbus"),
    ("examples", "[Companies including Ryanair and Airbus] said no.", "Ryanair + Airbus"),
    ("examples with such as", "[Companies such as Ryanair and Airbus] said no.", "Ryanair + Airbus"),
    (
        "a list that ends without a name",
        "[Ann Lee, Bob Marlow and a spokesman for Airbus] said no.",
        "Ann Lee + Bob Marlow",
    ),
    ("a role between", "[Ann Lee and former mayor and lawyer Bob Marlow] said no.", "Ann Lee + Bob Marlow"),
    (
        "a role with a hyphen",
        "[Ann Lee and veteran pro-democracy activist Bob Marlow] said no.",
        "Ann Lee + Bob Marlow",
    ),
    ("a husband", "Ann Lee and her husband Bob own it. [They] said no.", "Ann Lee + Bob"),
    (
        "a counterpart",
        "Ann Lee and her German counterpart, Bob Marlow, met. [The ministers] said no.",
        "Ann Lee + Bob Marlow",
    ),
    ("one with two offices", "[Ryanair Chairman and Chief Executive Ann Lee] said no.", "Ann Lee"),
    ("one that makes two things", "[Peat and gas supplier Airbus] said no.", "Airbus"),
    ("a noun that means nobody known", "[The government and Airbus] said no.", "Airbus"),
    ("one person in two roles", "[The mayor and party leader Ann Lee] said no.", "Ann Lee"),
];

#[test]
fn all_who_speak_together_are_named() {
    let rows = SEVERAL.iter().map(|&(what, text, expected)| ((what, text), expected));
    check(rows, |(_, text)| {
        let speakers = resolve_marked("", text);
        let names = speakers.iter().map(|one| [std::slice::from_ref(&one.name), &one.others].concat().join(" + "));
        names.collect::<Vec<_>>().join("; ")
    });
}
