use multistatus::FromItem;

struct Place(u32);

#[derive(FromItem)]
#[outcome(404, "nothing at {place}")]
struct Missing {
    place: Place,
}

fn main() {}
