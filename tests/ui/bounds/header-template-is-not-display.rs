use multistatus::Outcome;

struct Raw;

#[derive(Outcome)]
#[outcome(201, header("Location", "/{tag}"))]
struct Created {
    tag: Raw,
}

fn main() {}
