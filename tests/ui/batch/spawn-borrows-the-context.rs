use multistatus::{Outcome, batch};

#[derive(Outcome)]
#[outcome(409, "{0} is taken")]
struct Taken<'a>(&'a str);

#[batch]
async fn reserve<'a>(names: &'a String, _item: u32) -> Taken<'a> {
    Taken(names)
}

#[tokio::main]
async fn main() {
    let _ = reserve::batch(&String::new(), [1]).run().await;
    let _ = reserve::batch_shared(String::new().into(), [1]).spawn().await;
}
