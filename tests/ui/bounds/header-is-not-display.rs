use multistatus::Outcome;

struct Raw;

#[derive(Outcome)]
#[outcome(200)]
struct Found {
    #[outcome(header = "ETag")]
    tag: Raw,
}

fn main() {}
