//! People and bodies whom a source means by an office or a noun, though the article says otherwise who they are.

use super::marked::resolve_marked;
use crate::support::cases::check;

/// What a case is about, a marked text, and the speakers of its sources.
const INTRODUCED: &[(&str, &str, &str)] = &[
    (
        "an office that a conjunction is inside of",
        "[MEC for Peat Roads and Quill Affairs, Ann Quillfeather,] said no.",
        "Ann Quillfeather",
    ),
    (
        "spokesmen of two bodies",
        "Quillmark’s spokesman, Tom Marlow, left. [The NATO spokesman] said no. [The Quillmark spokesman] said yes.",
        "(unnamed); Tom Marlow",
    ),
    (
        "firms of two seats",
        "Leeds-based Quillmark Ltd. sued its rival, Boden Pharma Ltd. [The Leeds-based firm] said no.",
        "Quillmark Ltd.",
    ),
    (
        "a firm based in a place",
        "Quillmark Ltd., based in Leeds, sued its rival, Boden Pharma Ltd. [The Leeds-based firm] said no.",
        "Quillmark Ltd.",
    ),
    (
        "a name of a company with a pronoun in it",
        "Boden Company cut forty jobs. It rained. [The We Company] said no.",
        "We Company",
    ),
    (
        "the office of an officer",
        "[The U.S. Attorney’s Office for the Western District of Ohio] said no.",
        "U.S. Attorney’s Office for the Western District of Ohio",
    ),
    (
        "a role without an article, and another one with a name in it",
        "[Investor and Quillmark practitioner Kay Marlow] said no. [A doctor and former Olympian Ann Marlow] said yes.",
        "Kay Marlow; (unnamed)",
    ),
    (
        "a kind before a name that ends in a noun for people",
        "[The rights organization Safe Defenders] said no.",
        "Safe Defenders",
    ),
    ("whose lawyers they are", "[Lawyers for Ann Marlow] said no.", "(group)"),
    (
        "an office with a hyphen",
        "[Ex-president Tom Marlow] said no. [Vice-captain Ann Quill] said yes.",
        "Tom Marlow; Ann Quill",
    ),
    (
        "ministries of two states",
        "[Samoa’s foreign ministry] said no.\n\n[Peru’s ministry of foreign affairs] said yes. [The ministry] said so twice.",
        "Samoa’s foreign ministry; Peru’s ministry; Peru’s ministry",
    ),
    ("a country’s bank", "Boden Pharma cut forty jobs. [The country’s central bank] said no.", "-"),
    (
        "an apposition after a complement",
        "[Peru’s leading association for peat, the Federation of Quill Industries,] said no.",
        "Federation of Quill Industries",
    ),
    ("a body that has no article", "[Parliament] said no.", "Parliament"),
    (
        "an office to a state",
        "Terry Quillfeather, the U.S. ambassador to Peru, left. It rained. [The U.S. ambassador] said no.",
        "Terry Quillfeather",
    ),
    (
        "an office to a state before the name",
        "China’s ambassador to Peru Ann Quillfeather left. It rained. [The ambassador] said no.",
        "Ann Quillfeather",
    ),
    (
        "an office for a thing before the name",
        "[Spokeswoman for the festival Anja Marlow] said no. It rained. [The spokeswoman] said yes.",
        "Anja Marlow; Anja Marlow",
    ),
    (
        "an adjective after the office",
        "Ann Marlow, the government commissioner responsible for peat, left. It rained. [The commissioner] said no.",
        "Ann Marlow",
    ),
    (
        "the second of two offices",
        "[The company’s chief executive] said no.\n\n“It is,” said Casey Marlow, Quillmark chairman and chief executive.",
        "Casey Marlow",
    ),
    (
        "a bare name in the next paragraph",
        "[The head of the lottery] said no.\n\nSpeaking in Leeds, Bob Marlow said it rained.",
        "Bob Marlow",
    ),
    (
        "a name with an office of its own",
        "[The head of the lottery] said no.\n\nBob Marlow, a lawyer, said it rained.",
        "-",
    ),
    ("a name of the other gender", "[The spokeswoman] said no.\n\nBob Marlow said it rained.", "-"),
    ("somebody known already", "Bob Marlow left. [The head of the lottery] said no. Bob Marlow said it rained.", "-"),
    ("one of several", "[One teacher] said no. Bob Marlow said it rained.", "(unnamed)"),
    (
        "an official whose quotation goes on",
        "[A trade official] said no.\n\n“It is late,” chief negotiator Ann Marlow said.",
        "Ann Marlow",
    ),
    (
        "an official and a minister",
        "[A trade official] said no.\n\nDefense Minister Ann Marlow said it rained.",
        "(unnamed)",
    ),
    ("the official", "Trade Minister Ann Marlow left. [The official] said no.", "Ann Marlow"),
    ("the official after somebody without an office", "Ann Marlow left. [The official] said no.", "(unnamed)"),
    (
        "an official without a name",
        "[An official] said no. Trade Minister Ann Marlow left. [The official] said yes.",
        "(unnamed); (unnamed)",
    ),
    ("the party’s lawmaker", "Health Secretary Ann Marlow left. [The Labour MP] said no.", "Ann Marlow"),
    ("a newspaper named later", "[A Samoan newspaper] said no.\n\nThe Samoa Observer wrote it.", "Samoa Observer"),
    ("a newspaper named before", "The Samoa Observer closed. [A Samoan newspaper] said no.", "-"),
    (
        "a clause behind a name",
        "Under questioning by prosecutor Ann Marlow, the pilot admitted that it rained. [The pilot] said no.",
        "-",
    ),
    ("a field of an office", "[Trade and Industry Minister Ada Marlow] said no.", "Ada Marlow"),
    ("three fields of an office", "[Women, Youth and Sports Minister Ada Marlow] said no.", "Ada Marlow"),
    ("a field that ends names", "[Police and Crime Commissioner Ada Quill] said no.", "Ada Quill"),
    ("fields after a state", "[Samoan mines and energy Minister Ada Marlow] said no.", "Ada Marlow"),
    ("a wife and a husband", "[Ada Marlow and husband Bob Quillfeather] said no.", "Ada Marlow"),
    ("a family name that is a capital", "Ann Amman was shot. [Amman] said no.", "Ann Amman"),
    ("a given name that is a state’s", "Jordan Quillfeather, a nurse, left. [Jordan] said no.", "Jordan Quillfeather"),
    ("a state beside such a name", "Jordan Quillfeather met the Jordanian army. [Jordan] said no.", "Jordan"),
    (
        "a pronoun against the given name",
        "[Deb Quillfeather] said no. [He] said yes.",
        "Deb Quillfeather; Deb Quillfeather",
    ),
    (
        "two pronouns of one person",
        "[Gregory Quillfeather] said no. [He] said yes. [She] said maybe.",
        "Gregory Quillfeather; Gregory Quillfeather; -",
    ),
    ("one of several people", "[Ann Marlow] said no. One of the nurses left. [She] said yes.", "Ann Marlow; -"),
    ("several in no list", "[Ryanair] said no. The shearwaters are late. [They] said yes.", "Ryanair; (group)"),
];

#[test]
fn whom_a_noun_introduces() {
    check(INTRODUCED.iter().map(|&(what, text, expected)| ((what, text), expected)), |(_, text)| {
        resolve_marked("", text).iter().map(|speaker| speaker.name.as_str()).collect::<Vec<_>>().join("; ")
    });
}
