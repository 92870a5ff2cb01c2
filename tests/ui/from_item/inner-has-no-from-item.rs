use multistatus::{FromItem, Item, Outcome};

#[derive(Outcome)]
#[outcome(502)]
struct Backend;

#[derive(Outcome, FromItem)]
enum Copy {
    #[outcome(transparent)]
    Backend(Backend),
    #[outcome(other)]
    Other(Item),
}

fn main() {}
