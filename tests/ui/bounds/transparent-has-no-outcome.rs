use multistatus::Outcome;

#[derive(Outcome)]
enum Read {
    #[outcome(200)]
    Done,
    #[outcome(transparent)]
    Io(std::io::Error),
}

fn main() {}
