use multistatus::Outcome;

fn pick(_: &u16) -> u16 {
    200
}

#[derive(Outcome)]
enum Computed {
    #[outcome(with = pick)]
    Code(u16),
}

fn main() {}
