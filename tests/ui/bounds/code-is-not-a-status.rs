use multistatus::Outcome;

#[derive(Outcome)]
enum Upstream {
    Answered(#[outcome(code)] String),
}

fn main() {}
