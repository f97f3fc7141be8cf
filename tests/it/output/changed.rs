//! What something else does to a run's inputs and outputs: nothing is lost or wrong without a word.

use crate::output::faults::extract;
use crate::output::sinks::{corpus, files, texts};
use crate::support::binary::{Folder, whosaid};
use crate::support::faults::{Fault, calls, run};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A folder with a run into `output` that has come to a checkpoint, and no further.
fn interrupted(output: &str) -> Folder {
    let dir = Folder::new();
    corpus(&dir, 12);
    texts(&dir, 60);
    let under = dir.path().join(output).to_str().unwrap().to_owned();
    // How many calls there are until it is done, of which the kill comes after two thirds.
    run(dir.path(), &extract(&under, &["--resume"]), &under, Fault::None);
    let all = calls(dir.path());
    let path = dir.path().join(output);
    if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.unwrap();
    let killed = run(dir.path(), &extract(&under, &[]), &under, Fault::Kill(all * 2 / 3));
    assert_eq!(killed.status.code(), None, "{output}");
    dir
}

#[test]
fn a_run_goes_on_only_with_what_it_has_left() {
    for (output, file) in [
        ("a.jsonl", "a.jsonl"),
        ("a.csv", "a.csv"),
        ("a.jsonl.gz", "a.jsonl.gz"),
        ("a.jsonl.zst", "a.jsonl.zst"),
        ("out", "out/claims.jsonl"),
        ("out", "out/mentions.jsonl"),
        ("a.parquet", "a.parquet.parts"),
    ] {
        let dir = interrupted(output);
        let path = dir.path().join(file);
        let left = fs::read(&path).unwrap();
        assert!(left.len() > 2000, "{file}: {} bytes", left.len());
        let resume = || dir.run(&extract(output, &["--resume"]));
        for (what, said) in
            [("removed", "was removed or cut"), ("cut", "was removed or cut"), ("changed", "was changed")]
        {
            match what {
                "removed" => fs::remove_file(&path).unwrap(),
                "cut" => fs::write(&path, &left[..10]).unwrap(),
                // All of it, because not all may belong to the checkpoint.
                _ => fs::write(&path, vec![b'x'; left.len()]).unwrap(),
            }
            let ran = resume();
            ran.failed_with(1, &["cannot resume this run"]);
            assert!(ran.stderr.contains(said), "{file} {what}: {}", ran.stderr);
        }
        fs::write(&path, &left).unwrap();
        assert!([0, 3].contains(&resume().code), "{file}");
        let resumed = files(&dir.path().join(output));
        let whole =
            if Path::new(output).extension().is_some() { format!("whole-{output}") } else { "whole".to_owned() };
        dir.run(&extract(&whole, &[]));
        assert!(files(&dir.path().join(whole)) == resumed, "{file}");
    }
}

#[test]
fn a_complete_output_that_was_cut_is_not_called_complete() {
    for (output, file) in [
        ("a.jsonl", "a.jsonl"),
        ("a.csv", "a.csv"),
        ("a.jsonl.gz", "a.jsonl.gz"),
        ("a.jsonl.zst", "a.jsonl.zst"),
        ("a.parquet", "a.parquet"),
        ("out", "out/claims.jsonl"),
        ("out", "out/mentions.jsonl"),
    ] {
        let dir = Folder::new();
        corpus(&dir, 12);
        texts(&dir, 60);
        // One document is damaged.
        assert_eq!(dir.run(&extract(output, &[])).code, 3, "{output}");
        let resume = || dir.run(&extract(output, &["--resume"]));
        resume().failed_with(0, &[]);
        let path = dir.path().join(file);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(resume().code, 1, "{file}");
        assert_eq!(fs::read(&path).unwrap().len(), whole.len() / 2, "{file} is left as it is");
        if output == "out" {
            fs::remove_file(&path).unwrap();
            resume().failed_with(1, &["cannot be read"]);
        }
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn a_database_that_has_lost_rows_is_not_resumed() {
    let dir = interrupted("a.sqlite");
    let path = dir.path().join("a.sqlite");
    {
        let database = rusqlite::Connection::open(&path).unwrap();
        database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;").unwrap();
    }
    let left = fs::read(&path).unwrap();
    fs::write(&path, &left[..left.len() / 2]).unwrap();
    dir.run(&extract("a.sqlite", &["--resume"])).failed_with(1, &["a.sqlite: database disk image is malformed"]);
    fs::write(&path, &left).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("DELETE FROM articles WHERE article > 2").unwrap();
    let said = "cannot resume its interrupted run: it had articles up to number";
    dir.run(&extract("a.sqlite", &["--resume"])).failed_with(1, &[said]);
    fs::write(&path, &left).unwrap();
    assert_eq!(dir.run(&extract("a.sqlite", &["--resume"])).code, 3);
}

/// Starts a run over a pipe that is slow, calls `change` when it has begun to write, and returns what it said.
fn changed_meanwhile(dir: &Folder, args: &[&str], pipe: &str, change: impl FnOnce()) -> (Option<i32>, String) {
    let status = Command::new("mkfifo").arg(dir.path().join(pipe)).status().unwrap();
    assert!(status.success());
    let mut command = Command::new(whosaid().get_program());
    command.args(args).current_dir(dir.path()).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    // Opening it waits until the run has come to it.
    let writer = fs::File::options().write(true).open(dir.path().join(pipe)).unwrap();
    change();
    drop(writer);
    let ended = child.wait_with_output().unwrap();
    (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
}

#[test]
fn an_output_that_is_removed_during_the_run_is_an_error() {
    for output in ["a.jsonl", "a.csv", "a.csv.gz", "out", "a.parquet", "a.sqlite"] {
        let dir = Folder::new();
        corpus(&dir, 12);
        let args = ["extract", "news", "pipe", "-q", "--jobs", "1", "--checkpoint", "0", "-o", output];
        let remove = || {
            for entry in fs::read_dir(dir.path()).unwrap() {
                let path = entry.unwrap().path();
                match path.file_name().unwrap().to_str().unwrap() {
                    "news" | "pipe" => {}
                    _ if path.is_dir() => fs::remove_dir_all(&path).unwrap(),
                    name if name.ends_with(".checkpoint") => {}
                    _ => fs::remove_file(&path).unwrap(),
                }
            }
        };
        let (code, said) = changed_meanwhile(&dir, &args, "pipe", remove);
        assert_eq!(code, Some(1), "{output}: {said}");
        assert!(said.contains("removed") || said.contains("No such file"), "{output}: {said}");
    }
}

#[test]
fn an_input_that_changes_while_it_is_read_is_reported() {
    // Large, and soon read.
    let line = |i: usize| format!("{{\"id\":\"{i}\",\"text\":\"{}\"}}\n", "x".repeat(3300));
    let lines: String = (0..3000).map(line).collect();
    let half = lines[..lines.len() / 2].rfind('\n').unwrap() + 1;
    for (what, said) in [
        ("shrinks", "bytes and now has"),
        ("grows", "bytes and now has"),
        ("replaced", "another file"),
        ("removed", "it was removed"),
    ] {
        let dir = Folder::new();
        let path = dir.write("a.jsonl", &lines);
        let change = || match what {
            "shrinks" => fs::File::options().write(true).open(&path).unwrap().set_len(half as u64).unwrap(),
            "grows" => fs::write(&path, format!("{lines}{}", line(3000))).unwrap(),
            "replaced" => fs::rename(dir.write("b.jsonl", &lines), &path).unwrap(),
            _ => fs::remove_file(&path).unwrap(),
        };
        // The run stops at a batch in the middle of the file, because nobody reads what it prints.
        let args = ["extract", "a.jsonl", "-q", "--jobs", "1", "-o", "pipe", "--emit", "sentences"];
        assert!(Command::new("mkfifo").arg(dir.path().join("pipe")).status().unwrap().success());
        let mut command = Command::new(whosaid().get_program());
        let child = command.args(args).current_dir(dir.path()).stderr(Stdio::piped()).spawn().unwrap();
        let mut reader = fs::File::open(dir.path().join("pipe")).unwrap();
        let mut first = [0; 1];
        std::io::Read::read_exact(&mut reader, &mut first).unwrap();
        change();
        std::io::copy(&mut reader, &mut std::io::sink()).unwrap();
        let ended = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(3), "{what}: {stderr}");
        assert!(
            stderr.contains("a.jsonl: file changed while it was read") && stderr.contains(said),
            "{what}: {stderr}"
        );
    }
    // What does not change is not reported. What does, even after it was read, is among the errors of the run.
    let dir = Folder::new();
    let path = dir.write("a.jsonl", &lines);
    dir.run(&["extract", "a.jsonl", "-q", "-o", "before", "--emit", "sentences"]).failed_with(0, &[]);
    assert_eq!(dir.read("before/errors.jsonl"), "");
    let args = ["extract", "a.jsonl", "pipe", "-q", "-o", "out", "--emit", "sentences"];
    let cut = || fs::File::options().write(true).open(&path).unwrap().set_len(half as u64).unwrap();
    let (code, said) = changed_meanwhile(&dir, &args, "pipe", cut);
    assert_eq!(code, Some(3), "{said}");
    assert!(dir.read("out/errors.jsonl").contains("a.jsonl\",\"line\":0,\"cause\":\"file changed while it was read"));
    assert_eq!(dir.read("out/sentences.jsonl"), dir.read("before/sentences.jsonl"));
}

#[test]
fn other_content_of_the_same_size_is_not_resumed() {
    let dir = interrupted("out");
    let path = dir.path().join("news/0.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let last = text.rfind("Edition").unwrap();
    fs::write(&path, format!("{}edition{}", &text[..last], &text[last + 7..])).unwrap();
    let ran = dir.run(&extract("out", &["--resume"]));
    ran.failed_with(1, &["cannot resume this run: news has changed since: it has other content of the same size"]);
}

#[test]
fn a_folder_that_a_kill_left_before_its_first_checkpoint_is_resumed() {
    let dir = Folder::new();
    corpus(&dir, 6);
    for names in [&[][..], &["lock"], &["lock", "checkpoint.json.new"]] {
        fs::create_dir(dir.path().join("out")).unwrap();
        for file in names {
            dir.write(&format!("out/{file}"), "process 1\n");
        }
        assert_eq!(dir.run(&extract("out", &["--resume"])).code, 3, "{names:?}");
        let left: BTreeSet<String> = files(&dir.path().join("out")).into_keys().collect();
        assert_eq!(left.len(), 4, "{left:?}");
        fs::remove_dir_all(dir.path().join("out")).unwrap();
    }
    for foreign in ["notes", "checkpoint.json.new.bak"] {
        dir.write(&format!("other/{foreign}"), "x");
        dir.run(&extract("other", &["--resume"])).failed_with(1, &["the folder contains other files, but no run"]);
        fs::remove_dir_all(dir.path().join("other")).unwrap();
    }
}

#[test]
fn an_output_that_is_none_is_an_error() {
    let dir = Folder::new();
    corpus(&dir, 12);
    for name in ["a.xlsx", "a.txt", "a.json", "a.csv.zip", "a.gz"] {
        let ran = dir.run(&["extract", "news", "-o", name]);
        assert_eq!(ran.code, 2, "{name}");
        assert!(
            ran.stderr.contains("FILE.jsonl and FILE.csv") && ran.stderr.contains("FILE.parquet"),
            "{}",
            ran.stderr
        );
        assert!(!dir.path().join(name).exists(), "{name}");
    }
    let sh = |script: &str| {
        let program = whosaid();
        let script = script.replace("whosaid", program.get_program().to_str().unwrap());
        let ran = Command::new("sh").args(["-c", &script]).current_dir(dir.path()).output().unwrap();
        (ran.status.code(), String::from_utf8(ran.stderr).unwrap())
    };
    for command in ["extract news", "show news/a.txt", "schema", "config"] {
        let (code, said) = sh(&format!("whosaid {command} >&-"));
        assert_eq!((code, said.as_str()), (Some(1), "error: standard output is closed\n"), "{command}");
    }
    assert_eq!(sh("whosaid extract news -q -o a.jsonl >&-").0, Some(3), "nothing is printed");
    assert_eq!(sh("whosaid extract news -q >/dev/null").0, Some(3));
    let (code, said) = sh("whosaid extract news -q > /dev/full");
    assert_eq!(code, Some(1), "{said}");
    for output in ["a.jsonl", "a.csv", "a.parquet", "a.sqlite", "out"] {
        let (code, said) = sh(&format!("ulimit -f 1; whosaid extract news -q -o limit-{output} 2>&1 | cat >&2"));
        assert!(code.is_some() && said.contains("ulimit -f"), "{output}: {said}");
        assert_eq!(
            dir.run(&["extract", "news", "-q", "--resume", "-o", &format!("limit-{output}")]).code,
            3,
            "{output}"
        );
    }
}

#[test]
fn ids_are_unique_whatever_the_inputs_are() {
    let dir = Folder::new();
    let said = |who: &str| format!("Port\n\n“The harbor is open,” {who} said.");
    dir.write("2023/a.txt", said("Ann Lee"));
    dir.write("2024/a.txt", said("Bo Voss"));
    dir.write("2024/a.html", format!("<html><body><p>{}</p></body></html>", said("Cy Lund")));
    for (file, who) in [("x.csv", "Ann Lee"), ("y.csv", "Bo Voss")] {
        let row = |i: usize| format!("{i},\"“The harbor is open,” {who} said in {i}.\"\n");
        dir.write(file, format!("id,text\n{}", (1..=300).map(row).collect::<String>()));
    }
    let lines =
        ["“Yes,” Ann Lee said.", "“No,” Bo Voss said."].map(|text| format!("{{\"id\":\"j\",\"text\":\"{text}\"}}\n"));
    dir.write("z.jsonl", lines.concat());
    let inputs = ["2023", "2024", "x.csv", "y.csv", "z.jsonl"];
    let number = 3 + 600 + 2;
    for jobs in ["1", "4"] {
        let out = format!("out{jobs}");
        let ran = dir.run(&[&["extract"], &inputs[..], &["-j", jobs, "-o", &out, "--dedup", "off"]].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let told: Vec<&str> = ran.said("warning").into_iter().filter(|said| said.contains("the id")).collect();
        let both = "2024/a.txt: the id 2024/a is that of 2024/a.html too; it is called 2024/a.txt here";
        assert_eq!(told, [format!("{both}, and so on for others")]);
        let articles = dir.read(&format!("{out}/articles.jsonl"));
        let doc =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["doc"].as_str().unwrap().to_owned();
        let ids: BTreeSet<String> = articles.lines().map(doc).collect();
        assert_eq!((ids.len(), articles.lines().count()), (number, number));
        for id in ["2023/a", "2024/a", "2024/a.txt", "1", "300", "y.csv:1", "y.csv:300", "j", "j#2"] {
            assert!(ids.contains(id), "{id}");
        }
        let verified = dir.run(&[&["verify", &out, "--articles"], &inputs[..]].concat());
        assert_eq!(verified.code, 0, "{}", verified.stderr);
    }
    assert!(files(&dir.path().join("out1")) == files(&dir.path().join("out4")));
    // All in one database, and all in the shards of a run.
    #[cfg(feature = "sqlite")]
    {
        let ran = dir.run(&[&["extract"], &inputs[..], &["-o", "a.sqlite"]].concat());
        assert!(ran.code == 0 && !ran.stderr.contains("replaced"), "{}", ran.stderr);
        let database = crate::support::databases::Sqlite::open(&dir.path().join("a.sqlite"));
        assert_eq!(database.number("SELECT count(*) FROM articles"), number as i64);
    }
    for (shard, out) in [("1/2", "s1"), ("2/2", "s2")] {
        let args = ["--dedup", "off", "--shard", shard, "-o", out];
        assert_eq!(dir.run(&[&["extract"], &inputs[..], &args].concat()).code, 0);
    }
    assert_eq!(dir.run(&["merge", "s1", "s2", "-o", "merged"]).code, 0);
    assert!(files(&dir.path().join("merged")) == files(&dir.path().join("out1")));
}

#[test]
fn a_table_of_a_run_is_that_of_its_export() {
    let dir = Folder::new();
    corpus(&dir, 12);
    dir.run(&["extract", "news", "-q", "-o", "out"]);
    dir.run(&["extract", "news", "-q", "-o", "a.csv"]);
    dir.run(&["audit", "export", "out", "--format", "csv", "-o", "b.csv"]);
    let rows = |name: &str| {
        let mut table = csv::Reader::from_path(dir.path().join(name)).unwrap();
        let mut rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        rows.sort_by(|one, other| one.iter().cmp(other.iter()));
        (table.headers().unwrap().clone(), rows)
    };
    assert!(rows("a.csv").1.len() > 50);
    assert_eq!(rows("a.csv"), rows("b.csv"));
}
