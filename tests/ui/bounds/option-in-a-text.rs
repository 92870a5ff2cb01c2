use multistatus::Outcome;

#[derive(Outcome)]
enum Delete {
    #[outcome(404, "no file {path}")]
    Missing { path: Option<String> },
    #[outcome(201, header("Location", "/files/{0}"))]
    Created(Option<u32>),
}

fn main() {}
