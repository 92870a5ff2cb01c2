use multistatus::Outcome;

struct Id;

#[derive(Outcome)]
#[outcome(404)]
struct Missing(#[outcome(href)] Option<Id>);

fn main() {}
