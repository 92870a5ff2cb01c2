use multistatus::MultiStatus;

fn main() {
    let result = MultiStatus::from_outcomes([Ok(200), Err("broken")]);
    println!("{}", result.summary());
}
