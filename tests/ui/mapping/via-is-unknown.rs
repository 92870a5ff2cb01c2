use multistatus::Outcome;

#[derive(Outcome)]
enum Read {
    #[outcome(via = Amce)]
    Io(std::io::Error),
}

fn main() {}
