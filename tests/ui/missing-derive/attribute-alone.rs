enum Delete {
    #[outcome(404)]
    Missing,
}

fn main() {}
