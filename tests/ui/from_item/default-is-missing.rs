use multistatus::FromItem;

struct Place(u32);

#[derive(FromItem)]
#[outcome(404)]
struct Missing {
    #[outcome(default)]
    place: Place,
}

fn main() {}
