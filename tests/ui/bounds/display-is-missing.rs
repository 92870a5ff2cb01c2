use multistatus::Outcome;

#[derive(Outcome)]
#[outcome(display, 404)]
struct Missing;

fn main() {}
