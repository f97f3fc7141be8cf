//! The server: a port of this machine, the routes, and the thread that reads the articles.

use super::guard::{self, Guard};
use super::state::AuditState;
use super::{api, assets, write};
use crate::audit::run::AuditedRun;
use crate::error::{Error, Result};
use crate::input;
use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::{io, sync::Arc, time::Duration};
use tokio::time::timeout;

/// How to serve a run.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Who decides.
    pub annotator: String,
    /// The port; 0 for any free one.
    pub port: u16,
    /// Where the articles are now, if not where the run read them.
    pub articles: Vec<PathBuf>,
    /// How to read them.
    pub reading: input::ReadOptions,
}

/// A run that is ready to be served.
pub struct Server {
    listener: TcpListener,
    guard: Guard,
    state: Arc<AuditState>,
    options: ServeOptions,
}

impl Server {
    /// Opens a run and a port of 127.0.0.1.
    ///
    /// # Errors
    /// Those of [`AuditedRun::open`]; [`Error::Io`] if the decisions cannot be written or the port is taken.
    pub fn open(folder: &Path, options: ServeOptions) -> Result<Self> {
        let run = AuditedRun::open(folder)?;
        let state = AuditState::new(run, options.annotator.clone())?;
        let here = |error| Error::io(Path::new(&format!("127.0.0.1:{}", options.port)), error);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(here)?;
        listener.set_nonblocking(true).map_err(here)?;
        let port = listener.local_addr().map_err(here)?.port();
        let guard = Guard::new(port).map_err(|error| here(io::Error::other(error)))?;
        Ok(Self { listener, guard, state: Arc::new(state), options })
    }

    /// The address to open, with the token. Whoever has it can read the articles and record decisions.
    pub fn address(&self) -> String {
        self.guard.address()
    }

    /// The run.
    pub fn run(&self) -> &AuditedRun {
        &self.state.run
    }

    /// Serves until `stop` returns true; it is polled ten times a second. Requests in progress are completed if that takes a second
    /// at most.
    ///
    /// # Errors
    /// [`Error::Io`] if the port cannot be listened to.
    pub fn serve(self, stop: impl Fn() -> bool + Send + 'static) -> Result<()> {
        let Self { listener, guard, state, options } = self;
        let state_of_texts = Arc::clone(&state);
        // Not joined: what it reads is only in memory and in an unnamed file.
        std::thread::spawn(move || read_texts(&state_of_texts.run, options));
        let router = router(Arc::new(guard), state);
        let here = |error| Error::io(Path::new("127.0.0.1"), error);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(here)?;
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).map_err(here)?;
            answer(&listener, router, stop).await;
            Ok(())
        })?;
        runtime.shutdown_timeout(GRACE);
        Ok(())
    }
}

/// How long a client may take to send the head of a request, also of the next one on its connection.
const HEAD_LIMIT: Duration = Duration::from_secs(10);

/// How long requests and connections may go on after the server was asked to stop.
const GRACE: Duration = Duration::from_secs(1);

const POLL: Duration = Duration::from_millis(100);

async fn answer(listener: &tokio::net::TcpListener, router: Router, stop: impl Fn() -> bool) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_LIMIT);
    let service = TowerToHyperService::new(router);
    let connections = GracefulShutdown::new();
    while !stop() {
        match timeout(POLL, listener.accept()).await {
            Ok(Ok((stream, _))) => {
                let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service.clone()));
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        log::debug!("a connection ended: {error}");
                    }
                });
            }
            // Such as too many open files, which passes.
            Ok(Err(error)) => {
                log::debug!("a connection could not be accepted: {error}");
                tokio::time::sleep(POLL).await;
            }
            Err(_) => {}
        }
    }
    if timeout(GRACE, connections.shutdown()).await.is_err() {
        log::debug!("connections were still open when the server stopped");
    }
}

/// Reads the articles on half of the processors, so that searches do not have to wait.
fn read_texts(run: &AuditedRun, options: ServeOptions) {
    let half = (rayon::current_num_threads() / 2).max(1);
    match rayon::ThreadPoolBuilder::new().num_threads(half).build() {
        Ok(pool) => pool.install(|| run.read_texts(options.articles, options.reading)),
        Err(_) => run.read_texts(options.articles, options.reading),
    }
}

fn router(guard: Arc<Guard>, state: Arc<AuditState>) -> Router {
    let router = Router::new()
        .route("/api/run", get(api::run))
        .route("/api/state", get(api::state))
        .route("/api/claims", get(api::claims))
        .route("/api/claim", get(api::claim))
        .route("/api/article", get(api::article))
        .route("/api/articles", get(api::articles))
        .route("/api/speakers", get(api::speakers))
        .route("/api/speaker", get(api::speaker))
        .route("/api/conflicts", get(api::conflicts))
        .route("/api/decide", post(write::decide))
        .route("/api/undo", post(write::undo));
    let router =
        assets::ALL.iter().fold(router, |router, asset| router.route(asset.path, get(async || asset.answer())));
    router.with_state(state).layer(middleware::from_fn_with_state(guard, guard::check))
}
