use multistatus::{FromItem, Item};

#[derive(FromItem)]
enum Delete {
    #[outcome(404)]
    Missing,
    #[outcome(self::NO_FILE)]
    NoFile,
    #[outcome(other)]
    Other(Item),
}

const NO_FILE: u16 = 404;

fn main() {}
