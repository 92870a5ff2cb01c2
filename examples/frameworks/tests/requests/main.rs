//! One list of requests, sent to the service of each framework over sockets. Every service gives the same responses: a row
//! names the frameworks that differ, and says why.
//!
//! `cargo test --test requests axum` runs the rows of one framework.

mod client;
mod header;
mod row;
mod rows;
mod server;

use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Trial};

use self::server::Server;

/// The programs of this package, by the name of the framework.
const PROGRAMS: &[(&str, &str)] = &[
    #[cfg(feature = "actix")]
    ("actix", env!("CARGO_BIN_EXE_actix")),
    #[cfg(feature = "axum")]
    ("axum", env!("CARGO_BIN_EXE_axum")),
    #[cfg(feature = "hyper")]
    ("hyper", env!("CARGO_BIN_EXE_hyper")),
    #[cfg(feature = "poem")]
    ("poem", env!("CARGO_BIN_EXE_poem")),
    #[cfg(feature = "rocket")]
    ("rocket", env!("CARGO_BIN_EXE_rocket")),
    #[cfg(feature = "salvo")]
    ("salvo", env!("CARGO_BIN_EXE_salvo")),
    #[cfg(feature = "warp")]
    ("warp", env!("CARGO_BIN_EXE_warp")),
];

fn main() {
    let arguments = Arguments::from_args();
    // Each service is started by the first of its rows, and stopped at the end.
    let servers: Vec<_> = PROGRAMS.iter().map(|_| Arc::new(OnceLock::<Server>::new())).collect();
    let mut trials = Vec::new();
    for ((framework, program), server) in PROGRAMS.iter().zip(&servers) {
        let documented = Arc::clone(server);
        let run = move || Ok(header::check(framework, documented.get_or_init(|| Server::start(program)))?);
        trials.push(Trial::test(format!("{framework}: the header of the example shows its responses"), run));
        for row in rows::all() {
            let server = Arc::clone(server);
            let run = move || Ok(row.check(framework, server.get_or_init(|| Server::start(program)))?);
            trials.push(Trial::test(format!("{framework}: {}", row.name), run));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(servers);
    conclusion.exit();
}
