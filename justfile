# Writes the snapshot of the public API.
bless:
    .ci/public-api --bless
