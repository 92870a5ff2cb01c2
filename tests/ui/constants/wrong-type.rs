use multistatus::Outcome;

const CODE: &str = "404";
const WIDE: u32 = 404;

#[derive(Outcome)]
#[outcome(default = self::WIDE)]
enum Upload {
    #[outcome(self::CODE)]
    Missing,
    #[outcome(self::WIDE)]
    Gone,
}

fn main() {}
