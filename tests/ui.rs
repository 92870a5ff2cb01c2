//! What only rustc can say of a mistake: its messages, at the user's tokens, in the words of our traits.
//!
//! Messages of rustc change with its version, so they are compared with the pinned one only.

#[rustversion::attr(not(stable(1.95)), ignore = "the messages are those of Rust 1.95")]
#[test]
fn messages() {
    let tests = trybuild::TestCases::new();
    tests.compile_fail("tests/ui/[!p]*/*.rs");
    tests.pass("tests/ui/pass/*.rs");
}
