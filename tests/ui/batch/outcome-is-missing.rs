use multistatus::batch;

enum Delete {
    Deleted,
}

#[batch(max_items = 3)]
async fn delete_file(_path: String) -> Delete {
    Delete::Deleted
}

#[batch]
async fn find<S>(_store: &S, _path: &str) -> Result<Delete, S> {
    Ok(Delete::Deleted)
}

fn main() {}
