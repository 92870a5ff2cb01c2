use multistatus::Outcome;

#[outcome(404)]
#[derive(Outcome)]
struct Missing;

fn main() {}
