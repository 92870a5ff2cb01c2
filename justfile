# Recipes of everyday work: `just` lists them. Each one is a command that also works without just.

benches := "multistatus-runtime/benches/Cargo.toml"

# Lists the recipes.
default:
    @just --list

# Builds the workspace with all features.
build:
    cargo build --workspace --all-features

# Runs all tests, or those whose names contain a text: `just test retry`.
test *filter:
    cargo test --workspace --all-features {{filter}}

# Formats, and lints as CI does.
lint:
    cargo fmt --all
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# Writes all snapshots: public API, macro expansions and compile errors. Read the diff.
bless:
    .ci/public-api --bless
    INSTA_UPDATE=always cargo test --quiet -p multistatus-derive --lib expansion
    BLESS=1 cargo test --quiet -p multistatus-derive --lib diagnostics
    TRYBUILD=overwrite cargo test --quiet --test ui

# Builds the documentation and opens it.
docs:
    cargo doc --workspace --all-features --no-deps --open

# Runs one benchmark, or all: `just bench json`. They take minutes.
bench *name:
    cargo bench --manifest-path {{benches}} {{ if name == "" { "" } else { "--bench " + name } }}

# Counts instructions per item with valgrind and compares them with their limits.
instructions:
    cargo run --quiet --release --manifest-path {{benches}} --bin instructions -- gate

# Runs each fuzz target for so many seconds.
fuzz seconds="60":
    .ci/fuzz {{seconds}}

# Runs everything that CI runs; about 20 minutes on two cores.
ci:
    .ci/run
