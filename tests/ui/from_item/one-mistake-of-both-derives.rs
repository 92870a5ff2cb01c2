use multistatus::{FromItem, Item, Outcome};

#[derive(Outcome, FromItem)]
enum Delete {
    #[outcome(NOT_FUOND, "no {pth}")]
    Missing { path: String },
    #[outcome(410)]
    Gone { by: String },
    #[outcome(self::EARLY)]
    Early,
    #[outcome(other)]
    Other(Item),
}

const EARLY: u16 = 103;

fn main() {
    let delete = Delete::from_item(Item::from_outcome(&Delete::Early));
    println!("{:?}", delete.map(|delete| delete.status()));
}
