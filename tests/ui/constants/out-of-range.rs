use multistatus::Outcome;

const QUOTA: u16 = 1007;

#[derive(Outcome)]
enum Upload {
    #[outcome(self::QUOTA)]
    Full,
}

fn main() {}
