# Writes the snapshots: the public API and the expansions of the macros.
bless:
    .ci/public-api --bless
    INSTA_UPDATE=always cargo test --quiet -p multistatus-derive --lib expansion
