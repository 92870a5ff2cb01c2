use multistatus::Outcome;

#[derive(Outcome)]
#[outcome(423, condition = "lock-token-submitted")]
struct Locked(#[outcome(condition_href)] u32);

fn main() {}
