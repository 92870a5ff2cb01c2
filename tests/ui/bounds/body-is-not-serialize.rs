use multistatus::Outcome;

struct Raw;

#[derive(Outcome)]
#[outcome(200)]
struct Found(#[outcome(body)] Raw);

fn main() {}
