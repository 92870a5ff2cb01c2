//! Compile errors that only rustc can report: they point at the user's code, and show the messages of our traits.
//!
//! The messages of rustc change with its version, so they are compared for the pinned version only.

#[rustversion::attr(not(stable(1.95)), ignore = "the messages are those of Rust 1.95")]
#[test]
fn messages() {
    let tests = trybuild::TestCases::new();
    tests.compile_fail("tests/ui/[!p]*/*.rs");
    tests.pass("tests/ui/pass/*.rs");
}
