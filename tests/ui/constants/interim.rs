use multistatus::Outcome;

mod acme {
    pub const EARLY: u16 = 103;
}

#[derive(Outcome)]
#[outcome(default = acme::EARLY)]
enum Upload {
    Full,
}

fn main() {}
