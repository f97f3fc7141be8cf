//! Access control: a request needs the token and our own host name, and a request that writes must come from our page. Every
//! answer limits what the browser may do with it.
//!
//! A foreign page can make a browser send requests here, even under its own host name (DNS rebinding). It does not know the
//! token, its host name is not ours, and requests that change something carry their origin.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// What a request must present.
#[derive(Debug)]
pub(super) struct Guard {
    token: String,
    port: u16,
}

/// The header that may carry the token instead of the cookie.
const TOKEN: &str = "x-whosaid-token";

/// Headers of every answer. The page loads and runs only its own files, and cannot be framed.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];

impl Guard {
    /// A guard with a token of 256 bits from the operating system.
    pub(super) fn new(port: u16) -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let token = bytes.iter().fold(String::new(), |token, byte| token + &format!("{byte:02x}"));
        Ok(Self { token, port })
    }

    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/?token={}", self.port, self.token)
    }

    /// Cookies are not separated by port, so each server has its own.
    fn cookie(&self) -> String {
        format!("whosaid-{}", self.port)
    }

    fn is_token(&self, text: &str) -> bool {
        // In constant time, so that timing reveals nothing about the token.
        let differing = text.bytes().zip(self.token.bytes()).fold(0, |bits, (a, b)| bits | (a ^ b));
        text.len() == self.token.len() && differing == 0
    }

    fn is_ours(&self, host: &str) -> bool {
        [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)].iter().any(|name| name == host)
    }

    fn has_token(&self, headers: &HeaderMap) -> bool {
        let header = headers.get(TOKEN).and_then(|value| value.to_str().ok());
        let cookie = self.cookie();
        let mut cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        header.is_some_and(|token| self.is_token(token))
            || cookies.any(|all| {
                let mut pairs = all.split(';').filter_map(|pair| pair.trim().split_once('='));
                pairs.any(|(name, value)| name == cookie && self.is_token(value))
            })
    }

    fn refusal(&self, request: &Request) -> Option<(StatusCode, &'static str)> {
        let headers = request.headers();
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let one = |name: HeaderName| headers.get_all(name).iter().count() == 1;
        if !one(header::HOST) || !text(header::HOST).is_some_and(|host| self.is_ours(host)) {
            return Some((StatusCode::MISDIRECTED_REQUEST, "Unknown host name.\n"));
        }
        if ![Method::GET, Method::POST].contains(request.method()) {
            return Some((StatusCode::METHOD_NOT_ALLOWED, "GET and POST only.\n"));
        }
        if !self.has_token(headers) {
            return Some((StatusCode::FORBIDDEN, "Open the address that whosaid audit serve printed.\n"));
        }
        if request.method() == Method::POST {
            let ours = text(header::ORIGIN).and_then(|origin| origin.strip_prefix("http://"));
            if ours.is_none_or(|host| text(header::HOST) != Some(host)) {
                return Some((StatusCode::FORBIDDEN, "This request comes from another page.\n"));
            }
            if text(header::CONTENT_TYPE) != Some("application/json") {
                return Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "JSON expected.\n"));
            }
        }
        None
    }

    /// True for the printed address under our host name.
    fn is_entry(&self, request: &Request) -> bool {
        let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
        request.method() == Method::GET
            && request.uri().path() == "/"
            && host.is_some_and(|host| self.is_ours(host))
            && token_of(request.uri()).is_some_and(|token| self.is_token(token))
    }
}

fn token_of(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("token="))
}

/// Checks a request, and adds the headers to every answer.
pub(super) async fn check(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let mut response = if guard.is_entry(&request) {
        // The token moves from the address bar and history to a cookie that scripts cannot read.
        let cookie = format!("{}={}; HttpOnly; SameSite=Strict; Path=/", guard.cookie(), guard.token);
        let mut response = text(StatusCode::SEE_OTHER, "");
        let headers = response.headers_mut();
        headers.insert(header::LOCATION, HeaderValue::from_static("/"));
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.insert(header::SET_COOKIE, cookie);
        }
        response
    } else if let Some((status, cause)) = guard.refusal(&request) {
        text(status, cause)
    } else {
        next.run(request).await
    };
    for &(name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

pub(super) fn text(status: StatusCode, text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
