use multistatus::Outcome;

struct Path(Vec<u8>);

#[derive(Outcome)]
#[outcome(423, condition = "lock-token-submitted")]
struct Locked(#[outcome(condition_href)] Path);

fn main() {}
