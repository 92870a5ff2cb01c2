use multistatus::Outcome;

struct Acme;

impl Acme {
    const QUOTA_BURST: u16 = 592;
}

#[derive(Outcome)]
enum Upload {
    #[outcome(Acme::QUOTA_BRUST)]
    Burst,
}

fn main() {}
