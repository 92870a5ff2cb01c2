use multistatus::Outcome;

struct Id(u32);

#[derive(Outcome)]
enum Delete {
    #[outcome(404)]
    Missing {
        #[outcome(href)]
        id: Id,
    },
}

fn main() {}
