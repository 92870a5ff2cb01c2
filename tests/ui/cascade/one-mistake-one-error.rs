use multistatus::{Json, MultiStatus, Outcome};

#[derive(Outcome)]
enum Delete {
    #[outcome(NOT_FUOND, "no {path}")]
    Missing { path: String },
}

fn main() {
    let mut result = MultiStatus::new();
    result.push("/a", Delete::Missing { path: "a".into() });
    println!("{} {:?}", result.summary(), result.encode(&Json));
    let _ = Delete::OUTCOMES;
}
