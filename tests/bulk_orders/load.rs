//! The load of the example, in small: what it finds wrong, it says by its exit status.

use std::process::Command;

use crate::service::example;

#[test]
fn nothing_is_lost_where_clients_go_away() {
    let output = Command::new(example("bulk_orders")).args(["--load", "3", "20", "100"]).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    assert_eq!(out.lines().filter(|line| line.starts_with("round ")).count(), 3, "{out}");
    assert!(out.ends_with("nothing lost, nothing twice\n"), "{out}");
}
