use multistatus::FromItem;

#[derive(FromItem)]
struct Upstream(#[outcome(code)] String);

fn main() {}
