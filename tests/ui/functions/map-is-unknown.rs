use multistatus::Outcome;

#[derive(Outcome)]
#[outcome(map = Self::soften)]
enum Read {
    #[outcome(403)]
    Denied,
}

fn main() {}
