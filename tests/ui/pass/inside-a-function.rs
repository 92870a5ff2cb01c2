use multistatus::Outcome;

fn main() {
    #[derive(Outcome)]
    #[outcome(204)]
    struct Done;
    assert_eq!(Done.status(), 204);
}
