use multistatus::Outcome;

struct Raw;

#[derive(Outcome)]
#[outcome(404, "nothing like {raw}")]
struct Missing {
    raw: Raw,
}

fn main() {}
