//! `whosaid audit report`: a single file, identical for the same seed, that says what it could not show.

use crate::support::client::run;

#[test]
fn a_report_is_one_file_with_its_own_policy() {
    let dir = run();
    let ran = dir.run(&["audit", "report", "run", "-o", "report.html", "--sample", "2"]);
    assert_eq!((ran.code, &*ran.stdout), (0, ""), "{ran:?}");
    let html = dir.read("report.html");
    assert!(html.contains("2 of 3 articles, sampled at random with seed 1"), "what is sampled is said");
    assert_eq!(html.matches("<article class=\"sample\"").count(), 2);
    let policy = html.split("content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    for outside in ["src=", "@import", "url(", "<link", "<img", "<iframe", "fetch("] {
        assert!(!html.contains(outside), "{outside}");
    }
    let again = dir.run(&["audit", "report", "run", "-o", "-", "--sample", "2", "-q"]);
    assert!(again.stdout == html, "the same run and seed make the same report");
    let other = dir.run(&["audit", "report", "run", "-o", "-", "--sample", "1", "--seed", "9", "-q"]);
    assert_eq!(other.stdout.matches("<article class=\"sample\"").count(), 1);
    // An article that has changed is not shown, and the report says so.
    let text = dir.read("news/sport-relay.txt");
    dir.write("news/sport-relay.txt", text.replacen("the", "teh", 1));
    let changed = dir.run(&["audit", "report", "run", "-o", "-"]);
    assert_eq!(changed.code, 3, "{}", changed.stderr);
    assert!(changed.stdout.contains("has changed since the run and is not shown"));
    assert!(changed.stderr.contains("1 articles of the sample have no text"), "{}", changed.stderr);
}
