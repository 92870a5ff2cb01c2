use multistatus::FromItem;

struct Quota(u32);

#[derive(FromItem)]
#[outcome(507)]
struct OverQuota {
    #[outcome(extension)]
    quota: Quota,
}

fn main() {}
