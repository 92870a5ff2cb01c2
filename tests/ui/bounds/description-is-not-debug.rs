use multistatus::Outcome;

struct Raw;

#[derive(Outcome)]
#[outcome(404, "nothing like {0:?}")]
struct Missing(Raw);

fn main() {}
