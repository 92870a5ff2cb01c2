//! The load test of the example, with a small load. It reports an inconsistency by its exit status.

use std::process::Command;

use crate::service::example;

#[test]
fn no_order_is_lost_or_duplicated_if_clients_disconnect() {
    let output = Command::new(example("bulk_orders")).args(["--load", "3", "20", "100"]).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    assert_eq!(out.lines().filter(|line| line.starts_with("round ")).count(), 3, "{out}");
    assert!(out.ends_with("every order was created exactly once\n"), "{out}");
}
