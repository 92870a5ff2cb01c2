use multistatus::Outcome;

macro_rules! declare {
    ($code:literal, $text:literal) => {
        #[derive(Outcome)]
        enum Delete {
            #[outcome($code, $text)]
            Missing { path: String },
        }
    };
}

declare!(1004, "no {pth}");

fn main() {}
