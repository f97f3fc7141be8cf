//! A server of the audit's page and a client for it, without a browser.

use crate::support::binary::{Folder, whosaid};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A server that ends with the test.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) port: u16,
    pub(crate) token: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Server {
    pub(crate) fn start(dir: &Path, args: &[&str]) -> Self {
        let mut command = Command::new(whosaid().get_program());
        command.args(["audit", "serve", "run", "-q"]).args(args).current_dir(dir).stdout(Stdio::piped());
        command.env("USER", "eva");
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let rest = line.trim().strip_prefix("http://127.0.0.1:").unwrap();
        let (port, token) = rest.split_once("/?token=").unwrap();
        Self { child, port: port.parse().unwrap(), token: token.to_owned() }
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Sends exactly these lines, and reads to the end; `None` where the connection broke.
    fn raw(&self, request: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        stream.write_all(request.as_bytes()).ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer { status, head: head.to_lowercase(), body: body.to_owned() })
    }

    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Answer> {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        self.raw(&format!("{request}\r\n{body}"))
    }

    /// As the page does it.
    pub(crate) fn get(&self, path: &str) -> Value {
        let headers = [("Host", &*self.host()), ("X-Whosaid-Token", &self.token)];
        let answer = self.send("GET", path, &headers, "").unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Option<Answer> {
        let origin = format!("http://{}", self.host());
        let headers = [
            ("Host", &*self.host()),
            ("X-Whosaid-Token", &self.token),
            ("Origin", &origin),
            ("Content-Type", "application/json"),
        ];
        self.send("POST", path, &headers, &body.to_string())
    }

    /// Waits until the articles are read.
    pub(crate) fn read(&self) {
        while !self.get("/api/state")["texts"]["over"].as_bool().unwrap() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone where the test has killed it.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

/// A folder with the run of some articles of the fixtures.
pub(crate) fn run() -> Folder {
    let dir = Folder::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    for name in ["geopolitics-port", "sport-relay", "politics-us"] {
        dir.write(&format!("news/{name}.txt"), std::fs::read(fixtures.join(format!("{name}.txt"))).unwrap());
    }
    let ran = dir.run(&["extract", "news", "-o", "run", "-q", "--emit", "claims,mentions,articles"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    dir
}
