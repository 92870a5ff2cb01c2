use multistatus::Outcome;

const CODE: &str = "404";

#[derive(Outcome)]
enum Upload {
    #[outcome(self::CODE)]
    Missing,
}

fn main() {}
