use multistatus::Outcome;

#[derive(Outcome)]
#[outcome(404, "no {0}", bound(T: Clone))]
struct Missing<T>(T);

fn main() {}
