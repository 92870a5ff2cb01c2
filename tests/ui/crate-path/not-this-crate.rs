use multistatus::Outcome;

#[derive(Outcome)]
#[outcome(crate = ::std, 404)]
struct Missing;

fn main() {}
