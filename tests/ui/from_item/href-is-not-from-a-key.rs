use multistatus::FromItem;

struct Id(u32);

#[derive(FromItem)]
#[outcome(404)]
struct Missing {
    #[outcome(href)]
    id: Id,
}

fn main() {}
