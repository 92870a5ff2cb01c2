use multistatus::Outcome;

#[derive(Outcome)]
enum Delete {
    #[outcom(404)]
    Missing,
}

fn main() {}
