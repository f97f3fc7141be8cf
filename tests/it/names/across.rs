//! `whosaid entities`: who is one person in several articles.

use crate::support::binary::Folder;
use serde_json::Value;

/// Articles about people, and which of them are one: pairs of numbers of articles, from 1, with what is expected.
struct AcrossCase {
    what: &'static str,
    articles: &'static [&'static str],
    pairs: &'static [(usize, usize, bool)],
}

/// Family names of everybody who is looked at.
const FAMILIES: [&str; 6] = ["dempsey", "moualem", "kowal", "voss", "smith", "bush"];

const CASES: &[AcrossCase] = &[
    AcrossCase {
        what: "one name, and the same role",
        articles: &[
            "The vote was lost, Senator Owen Dempsey said on Monday.",
            "“We will try again,” Sen. Owen Dempsey said in Boden.",
        ],
        pairs: &[(1, 2, true)],
    },
    AcrossCase {
        what: "one rare name, and no role",
        articles: &["“It rained,” Owen Dempsey said.", "Owen Dempsey said the road was closed."],
        pairs: &[(1, 2, true)],
    },
    AcrossCase {
        what: "a senator and a goalkeeper",
        articles: &[
            "The vote was lost, Senator Owen Dempsey said on Monday.",
            "“I never saw the ball,” goalkeeper Owen Dempsey said.",
            "“We will try again,” Sen. Owen Dempsey said in Boden.",
            "“The ball was wet,” the goalkeeper, Owen Dempsey, said.",
            "“It rained,” Owen Dempsey said.",
        ],
        pairs: &[(1, 2, false), (1, 3, true), (2, 4, true), (3, 4, false), (1, 5, false), (2, 5, false)],
    },
    AcrossCase {
        what: "a fuller form",
        articles: &[
            "The vote was lost, Senator Owen Dempsey said on Monday.",
            "“We will try again,” Sen. Owen John Dempsey said in Boden.",
            "“Not yet,” Sen. Owen J. Dempsey said.",
        ],
        pairs: &[(1, 2, true), (2, 3, true)],
    },
    AcrossCase {
        what: "two fuller forms that contradict each other",
        articles: &[
            "“It rained,” Owen John Dempsey said.",
            "“It snowed,” Owen Peter Dempsey said.",
            "“It hailed,” Owen Dempsey said.",
        ],
        pairs: &[(1, 2, false), (1, 3, false), (2, 3, false)],
    },
    AcrossCase {
        what: "the mayors of two places",
        articles: &[
            "The vote was lost, Owen Dempsey, the mayor of Boden, said on Monday.",
            "“We will try again,” said Veld Mayor Owen Dempsey.",
            "“The road is closed,” Boden Mayor Owen Dempsey said.",
            "“We will try again,” Owen Dempsey, the mayor of Veld, told reporters.",
        ],
        pairs: &[(1, 2, false), (1, 3, true), (2, 4, true), (3, 4, false)],
    },
    AcrossCase {
        what: "a father and his son",
        articles: &[
            "“It rained,” Owen Dempsey Sr. said.",
            "“It snowed,” Owen Dempsey Jr. said.",
            "“It hailed,” Owen Dempsey said.",
        ],
        pairs: &[(1, 2, false), (1, 3, false), (2, 3, false)],
    },
    AcrossCase {
        what: "another given name",
        articles: &["“It rained,” Senator Owen Dempsey said.", "“It snowed,” Senator Oscar Dempsey said."],
        pairs: &[(1, 2, false)],
    },
    AcrossCase {
        what: "the initial of one",
        articles: &["The vote was lost, Senator Owen Dempsey said.", "“Never,” Senator O. Dempsey said."],
        pairs: &[(1, 2, true)],
    },
    AcrossCase {
        what: "an initial that fits two",
        articles: &[
            "The vote was lost, Senator Owen Dempsey said.",
            "“Never,” Senator O. Dempsey said.",
            "“It snowed,” Senator Oscar Dempsey said.",
        ],
        pairs: &[(1, 2, false), (2, 3, false), (1, 3, false)],
    },
    AcrossCase {
        what: "a particle",
        articles: &[
            "“It is open,” Foreign Minister Farid al-Moualem said.",
            "“It is closed,” Foreign Minister Farid Moualem said.",
        ],
        pairs: &[(1, 2, true)],
    },
    AcrossCase {
        what: "a short form of the given name",
        articles: &["“It rained,” Mayor William Kowal said.", "“It snowed,” Mayor Bill Kowal said."],
        pairs: &[(1, 2, true)],
    },
    AcrossCase {
        what: "another spelling",
        articles: &["“It rained,” Mayor Sergey Kowal said.", "“It snowed,” Mayor Sergei Kowal said."],
        pairs: &[(1, 2, true)],
    },
    AcrossCase {
        what: "a common name, and nothing else",
        articles: &["“It rained,” John Smith said.", "“It snowed,” John Smith said."],
        pairs: &[(1, 2, false)],
    },
    AcrossCase {
        what: "a woman and a man",
        articles: &["“It rained,” Ms. Robin Voss said.", "“It snowed,” Mr. Robin Voss said."],
        pairs: &[(1, 2, false)],
    },
    AcrossCase {
        what: "two presidents, of whom the gazetteer knows that both are called George Bush",
        articles: &[
            "Former President George Bush said the treaty was good.",
            "President George W. Bush said the war was over.",
        ],
        pairs: &[(1, 2, false)],
    },
    AcrossCase {
        what: "a grandson",
        articles: &["“It was a good year,” Owen Dempsey II said.", "“It was a bad year,” Owen Dempsey III said."],
        pairs: &[(1, 2, false)],
    },
    AcrossCase {
        what: "two initials that contradict each other",
        articles: &["“It is dry,” Owen R. Dempsey said.", "“It is wet,” Owen T. Dempsey said."],
        pairs: &[(1, 2, false)],
    },
    AcrossCase {
        what: "a judge and a striker with the judge’s initial",
        articles: &["“It is dry,” said Judge Owen Dempsey.", "“It is wet,” said striker O. Dempsey."],
        pairs: &[(1, 2, false)],
    },
    AcrossCase {
        what: "another spelling of a common name",
        articles: &["“It is dry,” said Mohamed Smith.", "“It is wet,” said Mohammed Smith."],
        pairs: &[(1, 2, false)],
    },
    AcrossCase {
        what: "another spelling, and roles that do not go together",
        articles: &["“It is dry,” said goalkeeper Dmitry Kowal.", "“It is wet,” said prosecutor Dmitri Kowal."],
        pairs: &[(1, 2, false)],
    },
    AcrossCase {
        what: "offices of one career",
        articles: &["“It is dry,” said Foreign Minister Ada Voss.", "“It is wet,” said former lawmaker Ada Voss."],
        pairs: &[(1, 2, true)],
    },
    AcrossCase {
        what: "two parties",
        articles: &[
            "“It rained,” Republican candidate Ada Voss said.",
            "“It snowed,” Democratic candidate Ada Voss said.",
        ],
        pairs: &[(1, 2, false)],
    },
];

/// The records of `entities`.
fn entities(dir: &Folder, args: &[&str]) -> Vec<Value> {
    let ran = dir.run(&[&["entities"], args].concat());
    ran.failed_with(0, &[]);
    ran.records()
}

/// The entity of the run that the one person of an article is.
fn of(entities: &[Value], article: usize) -> &Value {
    let doc = article.to_string();
    let is = |member: &Value| {
        let name = member["name"].as_str().unwrap().to_lowercase();
        member["doc"].as_str() == Some(&doc) && FAMILIES.iter().any(|family| name.contains(family))
    };
    let found = entities.iter().find(|entity| entity["members"].as_array().unwrap().iter().any(is));
    found.unwrap_or_else(|| panic!("article {article}: {entities:#?}"))
}

fn extract(articles: &[&str], output: &str) -> Folder {
    let dir = Folder::new();
    for (number, text) in (1..).zip(articles) {
        dir.write(&format!("news/{number}.txt"), text);
    }
    let emit = if output.ends_with(".parquet") { "claims" } else { "articles,mentions,claims" };
    dir.run(&["extract", "news", "-q", "-o", output, "--emit", emit]).failed_with(0, &[]);
    dir
}

#[test]
fn who_is_one_in_several_articles() {
    for AcrossCase { what, articles, pairs } in CASES {
        let dir = extract(articles, "run.jsonl");
        let found = entities(&dir, &["run.jsonl"]);
        for &(one, other, same) in *pairs {
            assert_eq!(of(&found, one)["id"] == of(&found, other)["id"], same, "{what}: {one} and {other}: {found:#?}");
        }
        // Nobody is in two entities, and no entity has an article twice.
        let mut members: Vec<&Value> = found.iter().flat_map(|entity| entity["members"].as_array().unwrap()).collect();
        let all = members.len();
        members.sort_by_key(ToString::to_string);
        members.dedup();
        assert_eq!(members.len(), all, "{what}");
        for entity in &found {
            assert_eq!(entity["members"].as_array().unwrap().len(), entity["articles"].as_array().unwrap().len());
        }
    }
}

#[test]
fn the_record_has_names_roles_articles_and_claims() {
    let dir = extract(CASES[3].articles, "run/");
    let ran = dir.run(&["entities", "run"]);
    ran.failed_with(0, &[]);
    let found: Vec<Value> =
        dir.read("run/entities.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let entity = of(&found, 1);
    assert_eq!(entity["record"], "entity");
    assert_eq!(entity["id"], "run/owen-dempsey");
    assert_eq!(entity["type"], "person");
    assert_eq!(entity["articles"], serde_json::json!(["1", "2", "3"]));
    let mut names: Vec<&str> = entity["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Owen Dempsey", "Owen J. Dempsey", "Owen John Dempsey"]);
    assert!(entity["roles"].as_array().unwrap().contains(&"Sen.".into()), "{entity}");
    let claims: Vec<Value> =
        dir.read("run/claims.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entity["claims"].as_array().unwrap().len(), claims.len());
    assert!(claims.iter().all(|claim| entity["claims"].as_array().unwrap().contains(&claim["id"])));
    assert_eq!(entity["joined"].as_array().unwrap().len(), 2);
    assert!(entity["confidence"].as_f64().unwrap() > 0.9);
}

#[test]
fn people_decide_by_hand() {
    let dir = extract(CASES[2].articles, "run.jsonl");
    let before = entities(&dir, &["run.jsonl", "--review", "review.jsonl"]);
    assert_ne!(of(&before, 1)["id"], of(&before, 5)["id"]);
    // Every line of the review can be filled in.
    let proposals: Vec<Value> =
        dir.read("review.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(proposals.len() > 1 && proposals.iter().all(|line| line["decision"] == "open"), "{proposals:#?}");
    let about = |line: &&Value, docs: [&str; 2]| {
        docs.iter().all(|doc| line["members"].as_array().unwrap().iter().any(|member| member["doc"] == **doc))
    };
    let mut join = proposals.iter().find(|line| about(line, ["1", "5"])).unwrap().clone();
    join["decision"] = "join".into();
    let apart = serde_json::json!({"decision": "apart", "members": [{"doc": "1", "id": "local/owen-dempsey"}, {"doc": "3", "id": "local/owen-dempsey"}]});
    dir.write("decisions.jsonl", format!("# by Ana\n{join}\n{apart}\n"));
    let after = entities(&dir, &["run.jsonl", "--decisions", "decisions.jsonl"]);
    assert_eq!(of(&after, 1)["id"], of(&after, 5)["id"]);
    assert_ne!(of(&after, 1)["id"], of(&after, 3)["id"]);
    dir.write("wrong.jsonl", "{\"decision\": \"join\", \"members\": []}\n");
    dir.run(&["entities", "run.jsonl", "--decisions", "wrong.jsonl"])
        .failed_with(1, &["wrong.jsonl:1: a decision needs two members"]);
    dir.write("gone.jsonl", apart.to_string().replace("\"3\"", "\"9\""));
    let ran = dir.run(&["entities", "run.jsonl", "--decisions", "gone.jsonl"]);
    assert!(ran.stderr.contains("not in the run: 1 decision about entities that it does not have"), "{}", ran.stderr);
}

#[cfg(feature = "sqlite")]
#[test]
fn a_database_gets_tables() {
    use crate::support::databases::Sqlite;
    let dir = extract(CASES[2].articles, "run.sqlite");
    let lines = extract(CASES[2].articles, "run.jsonl");
    for _ in 0..2 {
        dir.run(&["entities", "run.sqlite", "-o", "entities.jsonl"]).failed_with(0, &[]);
        let database = Sqlite::open(&dir.path().join("run.sqlite"));
        let number = |query: &str| database.number(query);
        assert_eq!(number("SELECT count(*) FROM identities WHERE name = 'Owen Dempsey'"), 3);
        assert_eq!(number("SELECT max(articles) FROM identities"), 2);
        assert_eq!(
            number(
                "SELECT count(*) FROM entities AS e LEFT JOIN identity_entities AS i ON i.entity = e.entity WHERE i.identity IS NULL"
            ),
            0
        );
        assert_eq!(
            number(
                "SELECT count(DISTINCT i.identity) FROM claim_speakers AS q JOIN identity_entities AS i ON i.entity = q.speaker"
            ),
            3
        );
    }
    // The same as from the records.
    let ran = lines.run(&["entities", "run.jsonl"]);
    assert_eq!(dir.read("entities.jsonl"), ran.stdout);
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_has_the_speakers_of_its_claims() {
    let parquet = extract(CASES[2].articles, "run.parquet");
    let lines = extract(CASES[2].articles, "run.jsonl");
    let claims: String = lines
        .read("run.jsonl")
        .lines()
        .filter(|line| line.contains(r#""record":"claim""#))
        .map(|line| format!("{line}\n"))
        .collect();
    lines.write("claims.jsonl", claims);
    let found = entities(&parquet, &["run.parquet"]);
    assert_ne!(of(&found, 1)["id"], of(&found, 2)["id"]);
    assert_eq!(found, entities(&lines, &["claims.jsonl"]));
}

#[test]
fn an_output_without_entities_names_the_way_out() {
    let dir = Folder::with(&[("a.csv", "id\n")]);
    dir.run(&["entities", "a.csv"])
        .failed_with(1, &["a.csv: a CSV file holds only a part of each record; use JSON Lines"]);
    dir.run(&["entities", "-"]).failed_with(1, &["a run is a folder, a file or a database"]);
    dir.run(&["entities", "no.jsonl"]).failed_with(1, &["no.jsonl: "]);
}
