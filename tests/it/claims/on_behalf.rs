//! For whom somebody without a name speaks, and who issued a document.

use super::marked::resolve_marked;
use crate::support::cases::check;

/// What a case is about, a marked text, and for whom its sources speak.
const PRINCIPALS: &[(&str, &str, &str)] = &[
    ("a name before", "[A Ryanair spokesman] said no.", "Ryanair"),
    ("a name after", "[A spokesman for Ryanair] said no.", "Ryanair"),
    ("a possessor", "[Ryanair’s lawyers] said no.", "Ryanair"),
    ("an unknown name", "Later [a Quillby spokesman] said no.", "Quillby"),
    ("officials of a state", "[French officials] said no.", "France"),
    ("experts of a state", "[French experts] said no.", "-"),
    ("people in a state", "[Voters in France] said no.", "-"),
    ("a seat", "[A Singapore-based spokesman for Ryanair] said no.", "Ryanair"),
    ("a chief of a body", "[The head of Ryanair] said no.", "Ryanair"),
    ("a minister of a state", "[The Russian foreign minister] said no.", "Russia"),
    (
        "a police chief",
        "[The police chief in Port Ellen] said no. [The police chief] said yes.",
        "Port Ellen police; Port Ellen police",
    ),
    (
        "an officer in a body",
        "[An officer in the Port Ellen Police Department] said no.",
        "Port Ellen Police Department",
    ),
    ("an officer in a place", "[An officer in Port Ellen] said no.", "-"),
    ("a mother", "Ann Lee left. [Ann Lee’s mother] said no.", "-"),
    ("her office", "Ann Lee left. [Her office] said no.", "Ann Lee"),
    ("a post on a website", "Ryanair cut flights. [A post on the airline’s website] said no.", "Ryanair"),
    ("her lawyer", "Ann Lee left. [Her lawyer] said no.", "Ann Lee"),
    ("a noun", "Ryanair cut flights. [A company spokesman] said no.", "Ryanair"),
    ("a noun for officials", "Ryanair cut flights. [Airline officials] said no.", "Ryanair"),
    (
        "a noun in the name",
        "The Ministry of Lost Umbrellas opened. [Ministry officials] said no.",
        "Ministry of Lost Umbrellas",
    ),
    ("a noun that owns", "Ryanair cut flights. [The airline’s website] said no.", "Ryanair"),
    ("the government", "France voted. [A government spokesman] said no.", "France"),
    ("a campaign", "[A spokesman for Ann Lee’s campaign] said no.", "Lee campaign"),
    ("nobody named", "[Company officials] said no.", "-"),
    ("a bare spokesman", "[Ryanair] cut flights. [A spokesman] said no.", "-; Ryanair"),
    ("a bare spokesman, of the subject", "Ryanair cut flights. [A spokesman] said no.", "Ryanair"),
    ("bare officials", "[Ryanair] said no. [Officials] said yes.", "-; Ryanair"),
    ("local officials", "[Ryanair] said no. [Local officials] said yes.", "-; -"),
    ("the spokesman", "[A Ryanair spokesman] said no. [The spokesman] said yes.", "Ryanair; Ryanair"),
    ("he", "[A Ryanair spokesman] said no. [He] said yes.", "Ryanair; Ryanair"),
    ("they", "[Ryanair officials] said no. [They] said yes.", "Ryanair; Ryanair"),
    ("who", "It was found by Ryanair officials, [who] said no.", "Ryanair"),
    ("a report by", "[A report by the World Health Organization] said no.", "World Health Organization"),
    ("a report of", "[A World Health Organization report] said no.", "World Health Organization"),
    (
        "it, the report",
        "[A World Health Organization report] said no. [It] said yes.",
        "World Health Organization; World Health Organization",
    ),
    ("a report about", "[A report on the World Health Organization] said no.", "-"),
    ("a filing with", "[A filing with the World Health Organization] said no.", "-"),
    ("the report, mentioned before", "Ryanair released a report on safety. [The report] said no.", "Ryanair"),
    ("the report of a body", "[Ryanair] said no. [The report] said more.", "-; Ryanair"),
    ("the report after a person", "[Ann Lee] said no. [The report] said more.", "-; -"),
    ("they, one of them", "[A Ryanair spokesperson] said no. [They] said more.", "Ryanair; Ryanair"),
    ("a day behind the owner", "[Figures released by Ryanair last Friday] showed more.", "Ryanair"),
    ("no company", "The Port Ellen Council met. [A company spokesman] said no.", "-"),
    ("her lawyer, of two", "Ann Lee met Bob Marlow. [His lawyer] said no.", "Bob Marlow"),
    ("the statement", "[Ann Lee] said in a statement no. [The statement] said yes.", "-; Ann Lee"),
    ("a named spokeswoman", "[Ann Lee, a spokeswoman for Ryanair,] said no.", "Ryanair"),
    ("a named spokesman, before", "[Ryanair spokesman Bob Marlow] said no.", "Ryanair"),
    ("a possessor of a named spokesman", "[Bob Marlow, Ryanair’s spokesman,] said no.", "Ryanair"),
    ("a named lawyer", "Ann Lee left. [Her lawyer, Bob Marlow,] said no.", "Ann Lee"),
    ("a spokesman named before", "Ryanair spokesman Bob Marlow arrived. [Marlow] said no.", "Ryanair"),
    ("no spokesman", "[Ann Lee, the mayor of Port Ellen,] said no.", "-"),
    ("a prosecutor", "[Port Ellen District Attorney Bob Marlow] said no.", "-"),
    ("officials of a county", "[Quillby county officials] said no.", "Quillby county"),
    ("a schedule", "[Ryanair’s schedule] shows no.", "Ryanair"),
    ("a report of nobody", "[The report] said no.", "-"),
    ("its statement", "[Ryanair] said no. [Its statement] said more.", "-; Ryanair"),
    (
        "a police statement",
        "The Port Ellen Police Department opened. [A police statement] said no.",
        "Port Ellen Police Department",
    ),
];

#[test]
fn who_speaks_for_whom() {
    let rows = PRINCIPALS.iter().map(|&(what, text, expected)| ((what, text), expected));
    check(rows, |(_, text)| {
        let speakers = resolve_marked("", text);
        let names = speakers.into_iter().map(|one| one.on_behalf.unwrap_or_else(|| "-".to_owned()));
        names.collect::<Vec<_>>().join("; ")
    });
}
