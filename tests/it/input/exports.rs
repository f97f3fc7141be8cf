//! `fixtures/exports`: what other programs and databases write is read without a flag, and nothing is lost.

use crate::support::binary::Folder;
use serde_json::Value;

/// An export, and of each article the id, the title, the date, the outlet, the author and the address.
type Export = (&'static str, [[&'static str; 6]; 2]);

const PUMPS: &str = "Pumps keep Vessel Street dry";
const DIKE: &str = "Dike holds";
const PUMPS_URL: &str = "https://www.tidetimes.example/pumps";
const DIKE_URL: &str = "https://harborherald.example/dike";
const BOTH: &str = "Ada Voss, Bea Lind";

const EXPORTS: &[Export] = &[
    (
        "media-cloud.csv",
        [
            [
                "8c1f0e4bb2a9",
                PUMPS,
                "2024-11-07",
                "tidetimes.example",
                "",
                "https://www.tidetimes.example/2024/11/07/pumps",
            ],
            ["0b7d93c5e611", DIKE, "2024-11-08", "harborherald.example", "", DIKE_URL],
        ],
    ),
    (
        "media-cloud-2020.csv",
        [
            ["1502331", PUMPS, "2020-03-01 06:30:00", "Tide Times", "", PUMPS_URL],
            ["1502332", DIKE, "2020-03-02 00:00:00", "Harbor Herald", "", DIKE_URL],
        ],
    ),
    (
        "newspaper4k.json",
        [
            [PUMPS_URL, PUMPS, "2024-11-07T06:30:00+01:00", "Tide Times", BOTH, PUMPS_URL],
            [DIKE_URL, DIKE, "", "Harbor Herald", "", DIKE_URL],
        ],
    ),
    (
        "trafilatura.jsonl",
        [
            [PUMPS_URL, PUMPS, "2024-11-07", "Tide Times", "Ada Voss; Bea Lind", PUMPS_URL],
            [DIKE_URL, DIKE, "2024-11-08", "Harbor Herald", "", DIKE_URL],
        ],
    ),
    (
        "news-please.jsonl",
        [
            [PUMPS_URL, PUMPS, "2024-11-07 06:30:00", "tidetimes.example", BOTH, PUMPS_URL],
            [DIKE_URL, DIKE, "2024-11-08 00:00:00", "harborherald.example", "", DIKE_URL],
        ],
    ),
    (
        "newsapi.json",
        [
            [PUMPS_URL, PUMPS, "2024-11-07T05:30:00Z", "Tide Times", BOTH, PUMPS_URL],
            [DIKE_URL, DIKE, "2024-11-08T00:00:00Z", "Harbor Herald", "", DIKE_URL],
        ],
    ),
    (
        "gdelt.json",
        [
            [PUMPS_URL, PUMPS, "2024-11-07T05:45:00Z", "tidetimes.example", "", PUMPS_URL],
            [DIKE_URL, DIKE, "2024-11-08T08:15:00Z", "harborherald.example", "", DIKE_URL],
        ],
    ),
    (
        "rss.xml",
        [
            [
                "https://www.tidetimes.example/?p=1201",
                PUMPS,
                "2024-11-07T05:30:00+00:00",
                "Tide Times",
                "Ada Voss",
                PUMPS_URL,
            ],
            [
                "https://www.tidetimes.example/?p=1202",
                DIKE,
                "2024-11-08T08:00:00+00:00",
                "Tide Times",
                "Bea Lind",
                "https://www.tidetimes.example/dike",
            ],
        ],
    ),
    (
        "atom.xml",
        [
            [
                "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
                PUMPS,
                "2024-11-07T05:30:00Z",
                "Tide Times",
                "Ada Voss",
                PUMPS_URL,
            ],
            [
                "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6b",
                DIKE,
                "2024-11-08T08:00:00Z",
                "Tide Times",
                "Bea Lind",
                "https://www.tidetimes.example/dike",
            ],
        ],
    ),
    (
        "nexis-uni.txt",
        [
            ["nexis-uni:1", PUMPS, "2024-11-07", "Tide Times", "Ada Voss", ""],
            ["nexis-uni:2", DIKE, "2024-11-08", "Harbor Herald", "Bea Lind and Cal Moss", ""],
        ],
    ),
    (
        "nexis-classic.txt",
        [
            ["nexis-classic:1", PUMPS, "2024-11-07", "Tide Times", "ADA VOSS", ""],
            ["nexis-classic:2", DIKE, "2024-11-08", "Harbor Herald", "BEA LIND", ""],
        ],
    ),
    (
        "factiva.txt",
        [
            ["TIDTIM0020241107ekb70000p", PUMPS, "2024-11-07", "Tide Times", "Ada Voss", ""],
            ["HARHER0020241108ekb80001x", DIKE, "2024-11-08", "Harbor Herald", "Bea Lind", ""],
        ],
    ),
    (
        "spreadsheet.csv",
        [
            ["A-17", PUMPS, "2024-10-31", "Tide Times", "Ada Voss", PUMPS_URL],
            ["A-18", DIKE, "2024-11-01", "Harbor Herald", "", DIKE_URL],
        ],
    ),
    (
        "spreadsheet.tsv",
        [
            ["17", PUMPS, "2024-11-07", "Tide Times", "Ada Voss", PUMPS_URL],
            ["18", DIKE, "2024-11-08", "Harbor Herald", "Bea Lind", DIKE_URL],
        ],
    ),
];

/// A field of each export that nothing reads, with its value in the first article.
const KEPT: &[(&str, &str, &str)] = &[
    ("media-cloud.csv", "indexed_date", "2024-11-08 03:12:44.120000+00:00"),
    ("media-cloud-2020.csv", "themes", "weather"),
    ("newspaper4k.json", "meta_description", "Water."),
    ("trafilatura.jsonl", "fingerprint", "a1f0c3d9e8b75642"),
    ("news-please.jsonl", "date_download", "2024-11-09 08:00:00"),
    ("newsapi.json", "description", "Water."),
    ("gdelt.json", "sourcecountry", "Ireland"),
    ("nexis-uni.txt", "subject", "FLOODS (90%)"),
    ("nexis-classic.txt", "section", "CITY; Pg. 3"),
    ("factiva.txt", "section", "City"),
    ("spreadsheet.csv", "Coder", "KL"),
    ("spreadsheet.tsv", "Notes", "ok"),
];

fn path(name: &str) -> String {
    format!("{}/fixtures/exports/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The article records of an export, which is read without a flag and without an error.
#[track_caller]
fn records(name: &str, more: &[&str]) -> Vec<Value> {
    let ran = Folder::new().articles(&[&[&*path(name)], more].concat());
    ran.failed_with(0, &[]);
    ran.records()
}

/// The keys of [`Export`], of each article.
fn keys(records: &[Value]) -> Vec<[&str; 6]> {
    records
        .iter()
        .map(|record| ["doc", "title", "date", "outlet", "author", "url"].map(|key| record[key].as_str().unwrap_or("")))
        .collect()
}

#[test]
fn every_export_is_read_without_a_flag() {
    let folder = std::fs::read_dir(path("")).unwrap().count();
    assert_eq!(folder, EXPORTS.len(), "each file has its row");
    for (name, articles) in EXPORTS {
        let found = records(name, &[]);
        assert_eq!(keys(&found), articles, "{name}");
        assert!(found.iter().all(|record| record["bytes"].as_u64().unwrap() >= 54), "{name}: {found:?}");
    }
}

/// A table whose columns are in the opposite order.
fn reversed(table: &str, delimiter: u8) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(table.as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for row in reader.records() {
        writer.write_record(row.unwrap().iter().rev()).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn byte_order_marks_line_ends_and_the_order_of_columns_change_nothing() {
    let mut tables = 0;
    for (name, articles) in EXPORTS {
        let text = std::fs::read_to_string(path(name)).unwrap();
        let bare = text.trim_start_matches('\u{feff}');
        let delimiter = match *name {
            "spreadsheet.csv" => Some(b';'),
            "spreadsheet.tsv" => Some(b'\t'),
            name => name.starts_with("media-cloud").then_some(b','),
        };
        let table = delimiter.map(|delimiter| reversed(bare, delimiter));
        tables += table.iter().len();
        let variants =
            [Some(bare.to_owned()), Some(format!("\u{feff}{bare}")), Some(bare.replace('\n', "\r\n")), table];
        for variant in variants.into_iter().flatten() {
            let dir = Folder::with(&[(name, &*variant)]);
            let ran = dir.articles(&[name]);
            ran.failed_with(0, &[]);
            assert_eq!(keys(&ran.records()), articles, "{name}: {variant}");
        }
    }
    assert_eq!(tables, 4);
}

#[test]
fn the_texts_are_whole() {
    for (name, _) in EXPORTS {
        let dir = Folder::new();
        let ran = dir.run(&["extract", &path(name), "--emit", "sentences", "-q"]);
        ran.failed_with(0, &[]);
        let sentences: Vec<String> =
            ran.records().iter().map(|record| record["text"].as_str().unwrap().to_owned()).collect();
        let expected = [
            "“The pumps have run since Sunday,” Zoë Karlsson said.",
            "Nobody was hurt.",
            "The dike held, according to Nils Lundqvist.",
        ];
        assert_eq!(sentences[..3], expected, "{name}");
        assert_eq!(sentences.len(), 4, "{name}: {sentences:?}");
    }
}

#[test]
fn other_fields_are_kept() {
    for (name, field, value) in KEPT {
        assert_eq!(records(name, &[])[0]["meta"][field], *value, "{name}");
        assert!(records(name, &["--keep", "none"])[0]["meta"].is_null(), "{name}");
    }
}
