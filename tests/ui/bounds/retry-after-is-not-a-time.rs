use multistatus::Outcome;

#[derive(Outcome)]
#[outcome(429)]
struct Throttled(#[outcome(retry_after)] f64);

fn main() {}
