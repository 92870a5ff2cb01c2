use multistatus::Outcome;

#[derive(Outcome)]
#[outcome(defualt = 500)]
enum Delete {
    #[outcome(4040, descripton = "x", retry = "yes", condition = "no such")]
    Missing,
    #[outcome(404, "no {pth}", code(scmi = "noTarget", fhir = "notFound"))]
    Named {
        #[outcome(herf)]
        path: String,
    },
    Nothing,
}

fn main() {}
