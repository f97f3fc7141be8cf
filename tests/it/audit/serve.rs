//! `whosaid audit serve` without a browser: which requests it answers, what it answers, what it saves. `WHOSAID_KILLS` is the
//! number of times that the server is killed during a write (default 5). The page itself is tested in `tests/browser`.

use crate::support::binary::Folder;
use crate::support::client::{Server, run};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

fn decisions(dir: &Folder) -> Vec<Value> {
    dir.read("run/decisions.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn only_the_servers_own_page_is_answered() {
    let dir = run();
    let server = Server::start(dir.path(), &["--annotator", "ana"]);
    let (host, token) = (server.host(), server.token.clone());
    let localhost = format!("localhost:{}", server.port);
    let origin = format!("http://{host}");
    let status = |method: &str, path: &str, headers: &[(&str, &str)]| {
        let answer = server.send(method, path, headers, "{}").unwrap();
        let policy = "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        for header in
            [policy, "x-content-type-options: nosniff", "referrer-policy: no-referrer", "cache-control: no-store"]
        {
            assert!(answer.head.contains(header), "{method} {path}: {header} is not in {}", answer.head);
        }
        assert!(!answer.head.contains("access-control"), "{}", answer.head);
        answer.status
    };
    let wrong = format!("{}{}", &token[..63], if token.ends_with('0') { "1" } else { "0" });
    let ours = [("Host", &*host), ("X-Whosaid-Token", &*token)];
    for path in ["/", "/main.js", "/api/run", "/api/article?number=0", "/api/nothing"] {
        // The token: missing, wrong, cut short, or in a cookie of another name.
        assert_eq!(status("GET", path, &[("Host", &host)]), 403, "{path}");
        for bad in [&*wrong, &token[..63], "", &format!("{token}0")] {
            assert_eq!(status("GET", path, &[("Host", &host), ("X-Whosaid-Token", bad)]), 403, "{path}");
            let cookie = format!("whosaid-{}={bad}", server.port);
            assert_eq!(status("GET", path, &[("Host", &host), ("Cookie", &cookie)]), 403, "{path}");
        }
        assert_eq!(status("GET", path, &[("Host", &host), ("Cookie", &format!("whosaid-1={token}"))]), 403, "{path}");
        // The host: another name that resolves to this machine.
        let strangers = [
            "evil.example",
            &format!("evil.example:{}", server.port),
            "127.0.0.1",
            "127.0.0.1:1",
            &format!("{host}.evil.example"),
            "",
        ];
        for stranger in strangers {
            assert_eq!(
                status("GET", path, &[("Host", stranger), ("X-Whosaid-Token", &token)]),
                421,
                "{path} {stranger}"
            );
        }
        assert_eq!(status("GET", path, &[("X-Whosaid-Token", &token)]), 421, "{path}: no name");
        let both = [("Host", &*host), ("Host", "evil.example"), ("X-Whosaid-Token", &token)];
        assert!([400, 421].contains(&status("GET", path, &both)), "{path}: two names");
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD"] {
            let code = status(method, path, &ours);
            assert_eq!(code, 405, "{method} {path}");
        }
    }
    assert_eq!(status("GET", &format!("/?token={wrong}"), &[("Host", &host)]), 403);
    assert_eq!(status("GET", &format!("/?token={token}"), &[("Host", "evil.example")]), 421);
    // The origin of a write.
    let json = ("Content-Type", "application/json");
    let evil_port = format!("http://127.0.0.1:{}", server.port.wrapping_add(1));
    for path in ["/api/decide", "/api/undo"] {
        assert_eq!(status("POST", path, &[ours[0], ours[1], json]), 403, "no origin");
        for stranger in [
            "http://evil.example",
            "null",
            "",
            &evil_port,
            &format!("https://{host}"),
            &format!("{origin}.evil.example"),
        ] {
            assert_eq!(status("POST", path, &[ours[0], ours[1], json, ("Origin", stranger)]), 403, "{stranger}");
        }
        // Content types that a form can send without a preflight request.
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
            assert_eq!(status("POST", path, &[ours[0], ours[1], ("Origin", &origin), ("Content-Type", kind)]), 415);
        }
        assert_eq!(status("GET", path, &ours), 405);
    }
    assert_eq!(dir.read("run/decisions.jsonl"), "", "none of these requests wrote anything");
    // The requests that are answered.
    for name in [&host, &localhost] {
        assert_eq!(status("GET", "/api/run", &[("Host", name), ("X-Whosaid-Token", &token)]), 200);
        let cookie = format!("a=b; whosaid-{}={token}", server.port);
        assert_eq!(status("GET", "/", &[("Host", name), ("Cookie", &cookie)]), 200);
    }
    let entry = server.send("GET", &format!("/?token={token}"), &[("Host", &host)], "").unwrap();
    assert_eq!(entry.status, 303);
    assert!(entry.head.contains("location: /\r\n"), "{}", entry.head);
    let cookie = format!("set-cookie: whosaid-{}={token}; httponly; samesite=strict; path=/", server.port);
    assert!(entry.head.contains(&cookie), "{}", entry.head);
}

#[test]
fn every_server_has_its_own_token_on_this_machine_only() {
    let dir = run();
    let tokens: BTreeSet<String> = (0..4).map(|_| Server::start(dir.path(), &[]).token.clone()).collect();
    assert_eq!(tokens.len(), 4);
    assert!(tokens.iter().all(|token| token.len() == 64), "{tokens:?}");
    let server = Server::start(dir.path(), &[]);
    let other = std::net::UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    match other {
        Ok(address) if !address.ip().is_loopback() => {
            assert!(TcpStream::connect((address.ip(), server.port)).is_err(), "{address} is answered too");
        }
        _ => eprintln!("this machine has no address except the loopback"),
    }
}

#[test]
fn the_page_shows_what_the_records_say() {
    let dir = run();
    let server = Server::start(dir.path(), &["--annotator", "ana"]);
    server.read();
    let claims: Vec<Value> =
        dir.read("run/claims.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let about = server.get("/api/run");
    assert_eq!((about["claims"].as_u64(), about["articles"].as_u64()), (Some(claims.len() as u64), Some(3)));
    assert!(claims.len() > 30, "{}", claims.len());
    let mut seen = 0;
    for number in 0..3 {
        let article = server.get(&format!("/api/article?number={number}"));
        assert_eq!(article["state"], "here");
        let doc = article["doc"].as_str().unwrap();
        let text = dir.read(&format!("news/{doc}.txt"));
        let chars: Vec<char> = text.chars().collect();
        let slice = |start: u64, end: u64| chars[start as usize..end as usize].iter().collect::<String>();
        // The pieces make up the text, each at its stated place.
        let mut marked = vec![Vec::<(u64, String)>::new(); article["claims"].as_array().unwrap().len()];
        for piece in article["paragraphs"].as_array().unwrap().iter().flat_map(|one| one.as_array().unwrap()) {
            let (said, start) = (piece[0].as_str().unwrap(), piece[1].as_u64().unwrap());
            assert_eq!(slice(start, start + said.chars().count() as u64), said);
            for mark in piece[2].as_array().unwrap() {
                let mark = &article["marks"][mark.as_u64().unwrap() as usize];
                if mark[0] == "content" {
                    marked[mark[1].as_u64().unwrap() as usize].push((start, said.to_owned()));
                }
            }
        }
        for (claim, marked) in article["claims"].as_array().unwrap().iter().zip(marked) {
            let record = claims.iter().find(|record| record["id"] == claim["id"]).unwrap();
            seen += 1;
            assert_eq!(claim["broken"], false);
            let spans = record["content"]["spans"].as_array().unwrap();
            let there: Vec<String> = spans
                .iter()
                .map(|span| slice(span["start"].as_u64().unwrap(), span["end"].as_u64().unwrap()))
                .collect();
            assert_eq!(there.join(" "), claim["content"].as_str().unwrap());
            let marked: String = marked.into_iter().map(|(_, said)| said).collect();
            assert_eq!(squeezed(&marked), squeezed(&there.concat()));
        }
    }
    assert_eq!(seen, claims.len());
    // Every filter finds what the records say.
    let total = |query: &str| server.get(&format!("/api/claims?limit=1&{query}"))["total"].as_u64().unwrap() as usize;
    let count = |wanted: &dyn Fn(&Value) -> bool| claims.iter().filter(|claim| wanted(claim)).count();
    let flagged = |claim: &Value, flag: &str| claim["flags"].as_array().unwrap().iter().any(|one| one == flag);
    let articles: Vec<Value> =
        dir.read("run/articles.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let date = |doc: &Value| articles.iter().find(|one| one["doc"] == *doc).unwrap()["date"].clone();
    let on = |day: &str| count(&|claim| date(&claim["doc"]) == day);
    assert!(on("2026-03-14") > 0);
    assert_eq!(total(""), claims.len());
    for (query, expected) in [
        ("kind=direct", count(&|claim| claim["kind"] == "direct")),
        ("type=person", count(&|claim| claim["speaker"]["type"] == "person")),
        ("type=none", count(&|claim| claim["speaker"].is_null())),
        ("queue=nobody", count(&|claim| claim["speaker"].is_null())),
        ("class=statement", count(&|claim| claim["cue"]["class"] == "statement")),
        (
            "rule=crf&min=0.5&max=0.9",
            count(&|claim| claim["by"] == "crf" && (0.5..=0.9).contains(&claim["confidence"].as_f64().unwrap())),
        ),
        ("flag=nominal-unresolved", count(&|claim| flagged(claim, "nominal-unresolved"))),
        (
            "q=port",
            count(&|claim| {
                claim.to_string().to_lowercase().contains("port")
                    && [
                        &claim["content"]["text"],
                        &claim["cue"]["text"],
                        &claim["source"]["text"],
                        &claim["speaker"]["name"],
                    ]
                    .iter()
                    .any(|text| text.as_str().is_some_and(|text| text.to_lowercase().contains("port")))
            }),
        ),
        ("kind=nothing", 0),
        ("from=2026-03-14&to=2026-03-14", on("2026-03-14")),
        ("from=2030-01-01", 0),
    ] {
        assert_eq!(total(query), expected, "{query}");
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn decisions_are_saved_validated_and_undone() {
    let dir = run();
    let server = Server::start(dir.path(), &["--annotator", "ana"]);
    server.read();
    let row = &server.get("/api/claims?limit=1")["rows"][0];
    let (claim, article) = (&row["number"], &row["article"]);
    let decide = |body: Value| server.post("/api/decide", &body).unwrap();
    let spans = |start: u64, end: u64| json!([{"start": start, "end": end}]);
    // A decision that lacks a field or belongs to another article is refused with a reason.
    for (body, cause) in [
        (json!({"article": article, "claim": null, "verdict": "accept"}), "accept needs a claim"),
        (json!({"article": article, "claim": claim, "verdict": "speaker"}), "needs correction.speaker"),
        (
            json!({"article": article, "claim": claim, "verdict": "span", "correction": {"content": spans(5, 5)}}),
            "empty",
        ),
        (
            json!({"article": article, "claim": claim, "verdict": "span", "correction": {"content": spans(5, 9_999_999)}}),
            "after the text",
        ),
        (json!({"article": 2, "claim": 0, "verdict": "accept"}), "another article"),
    ] {
        let answer = decide(body.clone());
        assert_eq!(answer.status, 422, "{body}: {}", answer.body);
        assert!(answer.body.contains(cause), "{body}: {}", answer.body);
    }
    assert_eq!(decide(json!({"article": 99, "claim": claim, "verdict": "accept"})).status, 404);
    assert_eq!(decide(json!({"article": article, "claim": claim, "verdict": "undo"})).status, 400);
    assert_eq!(
        decide(json!({"article": article, "claim": claim, "verdict": "accept", "annotator": "ben"})).status,
        422,
        "no one else's name"
    );
    assert_eq!(dir.read("run/decisions.jsonl"), "");
    let accepted = decide(
        json!({"article": article, "claim": claim, "verdict": "accept", "reason": "  ", "sample": "random:seed=7"}),
    );
    assert_eq!(accepted.status, 200, "{}", accepted.body);
    let written: Value = serde_json::from_str(&accepted.body).unwrap();
    assert_eq!(decisions(&dir), std::slice::from_ref(&written));
    assert_eq!(
        (&written["annotator"], &written["reason"], &written["sample"]),
        (&json!("ana"), &Value::Null, &json!("random:seed=7"))
    );
    // Another process writes to the same file, and the server notices.
    let other = Server::start(dir.path(), &["--annotator", "ben"]);
    other.read();
    let answer = other.post("/api/decide", &json!({"article": article, "claim": claim, "verdict": "reject"})).unwrap();
    assert_eq!(answer.status, 200);
    let shown = server.get("/api/article?number=0")["decisions"].as_array().unwrap().len();
    assert_eq!(shown, 2);
    let undone = server.post("/api/undo", &json!({})).unwrap();
    let undone: Value = serde_json::from_str(&undone.body).unwrap();
    assert_eq!((&undone["undone"]["id"], &undone["claim"]), (&written["id"], claim));
    let state = server.get("/api/state");
    assert_eq!((&state["decisions"]["mine"], &state["decisions"]["annotators"]), (&json!(0), &json!([["ben", 1]])));
    let undone = server.post("/api/undo", &json!({})).unwrap();
    assert_eq!(undone.body, r#"{"undone":null}"#, "another annotator's decision cannot be undone");
}

#[test]
fn a_decision_is_saved_under_the_name_of_the_file_or_not_at_all() {
    let dir = run();
    let server = Server::start(dir.path(), &["--annotator", "ana"]);
    let decide = |claim: u32| {
        server.post("/api/decide", &json!({"article": 0, "claim": claim, "verdict": "accept"})).unwrap().status
    };
    assert_eq!(decide(0), 200);
    std::fs::rename(dir.path().join("run/decisions.jsonl"), dir.path().join("moved.jsonl")).unwrap();
    assert_eq!(decide(1), 200);
    assert_eq!((decisions(&dir).len(), dir.read("moved.jsonl").lines().count()), (1, 1));
    assert_eq!(server.get("/api/state")["decisions"]["mine"], 1, "what is in the file now");
    std::fs::rename(dir.path().join("run"), dir.path().join("run2")).unwrap();
    assert_eq!(decide(2), 500);
    assert_eq!(dir.read("run2/decisions.jsonl").lines().count(), 1);
}

#[test]
fn connections_that_say_nothing_do_not_hold_the_server() {
    let dir = run();
    let mut server = Server::start(dir.path(), &["--annotator", "ana"]);
    let connect = || TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let (idle, mut begun) = (connect(), connect());
    begun.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    server.get("/api/run");
    let asked = Instant::now();
    assert!(Command::new("kill").args(["-INT", &server.child.id().to_string()]).status().unwrap().success());
    assert!(server.child.wait().unwrap().success());
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    drop((idle, begun));
}

#[test]
#[ignore = "waits for a limit of 10 seconds"]
fn the_head_of_a_request_must_come_in_time() {
    let dir = run();
    let server = Server::start(dir.path(), &["--annotator", "ana"]);
    let mut slow = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let begun = Instant::now();
    let mut read = 0;
    while read == 0 && begun.elapsed() < Duration::from_secs(25) {
        // A header that never ends.
        if slow.write_all(b"G").is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(200));
        slow.set_nonblocking(true).unwrap();
        match slow.read(&mut [0; 64]) {
            Ok(0) => break,
            Ok(bytes) => read = bytes,
            Err(_) => {}
        }
        slow.set_nonblocking(false).unwrap();
    }
    assert!((5..20).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

/// How many times the server is killed.
fn kills() -> usize {
    std::env::var("WHOSAID_KILLS").map_or(5, |number| number.parse().unwrap())
}

#[test]
fn no_acknowledged_decision_is_lost_to_a_kill() {
    let dir = run();
    let mut acknowledged = BTreeSet::new();
    for kill in 0..kills() {
        let mut server = Server::start(dir.path(), &["--annotator", "ana"]);
        let article = server.get("/api/claims?limit=200");
        let rows = article["rows"].as_array().unwrap().clone();
        let end = std::time::Instant::now() + Duration::from_millis(20 + 37 * (kill as u64 % 9));
        let server_ref = &server;
        let found: Vec<String> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..3)
                .map(|writer| {
                    let rows = &rows;
                    scope.spawn(move || {
                        let mut ids = Vec::new();
                        for row in rows.iter().cycle().skip(writer * 7) {
                            let body = json!({"article": row["article"], "claim": row["number"], "verdict": "accept"});
                            match server_ref.post("/api/decide", &body) {
                                Some(answer) if answer.status == 200 => {
                                    // The kill may have cut the response short.
                                    if let Ok(decision) = serde_json::from_str::<Value>(&answer.body) {
                                        ids.push(decision["id"].as_str().unwrap().to_owned());
                                    }
                                }
                                _ => break,
                            }
                        }
                        ids
                    })
                })
                .collect();
            std::thread::sleep(end.saturating_duration_since(std::time::Instant::now()));
            let killed = Command::new("kill").args(["-9", &server_ref.child.id().to_string()]).status().unwrap();
            assert!(killed.success());
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
        });
        acknowledged.extend(found);
        server.child.wait().unwrap();
    }
    let text = dir.read("run/decisions.jsonl");
    let whole = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let kept: BTreeSet<String> = whole.map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(acknowledged.len() > kills(), "{} acknowledged in {} sessions", acknowledged.len(), kills());
    eprintln!("killed {} times, {} decisions acknowledged, none lost", kills(), acknowledged.len());
}

#[test]
fn inputs_that_are_not_runs_are_named() {
    let dir = run();
    let cause = |dir: &Folder, args: &[&str]| {
        let ran = dir.run(args);
        assert_eq!(ran.code, 1, "{ran:?}");
        ran.stderr
    };
    let serve: &[&str] = &["audit", "serve", "run", "--annotator", "ana"];
    assert!(cause(&dir, &["audit", "serve", "news", "--annotator", "ana"]).contains("no finished run"));
    assert!(cause(&dir, &["audit", "serve", "run", "--annotator", " "]).contains("--annotator NAME"));
    let claims = dir.read("run/claims.jsonl");
    let cut = claims.replacen(r#""kind":"#, r#""kin":"#, 1);
    dir.write("run/claims.jsonl", &cut);
    let told = cause(&dir, serve);
    assert!(told.contains("claims.jsonl:1: not a claim record"), "{told}");
    let second = claims.lines().nth(1).unwrap();
    let other = second.replace(r#""doc":""#, r#""doc":"nowhere-"#);
    dir.write("run/claims.jsonl", claims.replace(second, &other));
    let told = cause(&dir, serve);
    assert!(told.contains("claims.jsonl:2: there is no article record of nowhere-"), "{told}");
    let only = Folder::new();
    only.write("a.txt", "“It is so,” Ada Voss said.");
    only.run(&["extract", "a.txt", "-o", "run", "-q", "--emit", "claims"]);
    assert!(cause(&only, serve).contains("--emit claims,mentions,articles"));
}

#[test]
fn every_file_of_the_page_is_served_and_small() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit/page/assets");
    let dir = run();
    let server = Server::start(dir.path(), &[]);
    let headers = [("Host", &*server.host()), ("X-Whosaid-Token", &server.token)];
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let content = std::fs::read_to_string(&path).unwrap();
        assert!(content.lines().count() < 400, "{name}");
        for dangerous in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!content.contains(dangerous), "{name}: {dangerous}");
        }
        if name.starts_with("report.") {
            continue;
        }
        let address = if name == "index.html" { "/".to_owned() } else { format!("/{name}") };
        let answer = server.send("GET", &address, &headers, "").unwrap();
        assert!(answer.status == 200 && answer.body == content, "{name}: {}", answer.status);
        seen += 1;
    }
    assert!(seen >= 20, "{seen}");
}

#[test]
fn whoever_speaks_with_others_is_found_and_shown() {
    let dir = Folder::new();
    let text =
        "Mrs. Voss and Robert Lund said that the harbor was open. A spokesman for Voltaris Energy Corp. denied that.";
    dir.write("news/a.txt", text);
    dir.run(&["extract", "news", "-q", "-o", "run/"]).failed_with(0, &[]);
    let server = Server::start(dir.path(), &[]);
    server.read();
    let article = server.get("/api/article?number=0");
    let claims = article["claims"].as_array().unwrap();
    assert_eq!(claims[0]["co_speakers"][0]["name"], "Robert Lund", "{article}");
    assert_eq!(claims[1]["speaker"]["for"]["name"], "Voltaris Energy Corp.", "{article}");
    for query in ["speaker=local/robert-lund", "speaker=local/voss", "q=lund", "type=unnamed", "type=person"] {
        assert_eq!(server.get(&format!("/api/claims?{query}"))["total"], 1, "{query}");
    }
    let listed = server.get("/api/speakers?q=lund&limit=9");
    assert_eq!((&listed["total"], &listed["rows"][0]["claims"]), (&1.into(), &1.into()), "{listed}");
    assert_eq!(server.get("/api/speaker?called=local/robert-lund")["claims"], 1);
    drop(server);
    let report = dir.run(&["audit", "report", "run", "-o", "-"]).stdout;
    for shown in [
        "data-with=\"Robert Lund\"",
        "</strong> and <strong class=\"name\">Robert Lund</strong>",
        "Voltaris Energy Corp.",
    ] {
        assert!(report.contains(shown), "{shown}");
    }
}
