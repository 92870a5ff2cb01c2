use multistatus::{FromItem, Item, Outcome};

#[derive(Outcome)]
enum Copy {
    #[outcome(201)]
    Copied,
}

fn read<O: FromItem>(item: Item) -> Option<O> {
    O::from_item(item).ok()
}

fn main() {
    read::<Copy>(Item::from_outcome(&Copy::Copied));
}
