use multistatus::Outcome;

struct Raw;

#[derive(Outcome)]
#[outcome(507)]
struct Full {
    #[outcome(extension)]
    used: Option<Raw>,
}

fn main() {}
