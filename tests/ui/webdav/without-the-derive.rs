use multistatus::webdav::request::Proppatch;

#[derive(Clone)]
struct File {
    title: String,
}

fn change(request: &Proppatch, file: &mut File) {
    let _ = request.apply(file).is_success();
}

fn main() {}
