//! `whosaid audit serve`: a page on this machine for looking at claims and deciding on them.
//!
//! The page (`src/audit/page/`) asks for what it shows as JSON (`api`); every request has to pass `guard` first. Decisions
//! are on the disk before they are answered (`decisions`).

mod api;
mod assets;
mod conflicts;
mod decisions;
mod guard;
mod show;
mod write;

use super::run::Run;
use crate::error::{Error, Result};
use crate::input;
use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use conflicts::Conflicts;
use decisions::Decisions;
use guard::Guard;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who decides.
    pub annotator: String,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// Where the articles are, if not where the run read them.
    pub articles: Vec<PathBuf>,
    /// How to read them.
    pub reading: input::ReadOptions,
}

/// A run that is ready to be served.
pub struct Server {
    listener: TcpListener,
    guard: Guard,
    state: Arc<State>,
    options: Options,
}

/// What the requests share.
struct State {
    run: Run,
    decisions: Decisions,
    conflicts: Conflicts,
    /// The last lists, so that scrolling does not search again.
    lists: Mutex<Vec<(api::Key, Arc<Vec<u32>>)>>,
}

impl Server {
    /// Opens a run and a port of 127.0.0.1.
    ///
    /// # Errors
    /// Those of [`Run::open`]; [`Error::Io`] where the decisions cannot be written or the port cannot be had.
    pub fn open(folder: &Path, options: Options) -> Result<Self> {
        let run = Run::open(folder)?;
        let decisions = Decisions::open(&run, options.annotator.clone())?;
        let conflicts = Conflicts::new(&run);
        let here = |error| Error::io(Path::new(&format!("127.0.0.1:{}", options.port)), error);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(here)?;
        listener.set_nonblocking(true).map_err(here)?;
        let port = listener.local_addr().map_err(here)?.port();
        let guard = Guard::new(port).map_err(|error| here(io::Error::other(error)))?;
        let state = State { run, decisions, conflicts, lists: Mutex::default() };
        Ok(Self { listener, guard, state: Arc::new(state), options })
    }

    /// The address to open, with the token; whoever has it can read the articles and decide.
    #[must_use]
    pub fn address(&self) -> String {
        self.guard.address()
    }

    /// The run.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.state.run
    }

    /// Answers until `stop` says so, which is asked ten times a second. What is being written then is written.
    ///
    /// # Errors
    /// [`Error::Io`] where the port cannot be listened to.
    pub fn serve(self, stop: impl Fn() -> bool + Send + 'static) -> Result<()> {
        let Self { listener, guard, state, options } = self;
        let state_of_texts = Arc::clone(&state);
        // Not waited for: what it has read is only in memory and in a file without a name.
        std::thread::spawn(move || read_texts(&state_of_texts.run, options));
        let router = router(Arc::new(guard), state);
        let here = |error| Error::io(Path::new("127.0.0.1"), error);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(here)?;
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).map_err(here)?;
            let stopped = async move {
                while !stop() {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            };
            axum::serve(listener, router).with_graceful_shutdown(stopped).await.map_err(here)
        })
    }
}

/// Reads the articles with half of the processors, so that searches need not wait for them.
fn read_texts(run: &Run, options: Options) {
    let half = (rayon::current_num_threads() / 2).max(1);
    match rayon::ThreadPoolBuilder::new().num_threads(half).build() {
        Ok(pool) => pool.install(|| run.read_texts(options.articles, options.reading)),
        Err(_) => run.read_texts(options.articles, options.reading),
    }
}

fn router(guard: Arc<Guard>, state: Arc<State>) -> Router {
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
