-- Written by `whosaid entities` for SQLite and PostgreSQL, anew each time. Lists are JSON arrays.

-- A person, state or organization of all articles.
CREATE TABLE identities (
    identity   BIGINT PRIMARY KEY,
    id         TEXT NOT NULL,              -- of the gazetteer, or run/…
    name       TEXT NOT NULL,              -- the name that most articles have
    type       TEXT NOT NULL,
    names      TEXT NOT NULL,
    roles      TEXT NOT NULL,
    gender     TEXT,
    articles   BIGINT NOT NULL,
    claims     BIGINT NOT NULL,
    confidence DOUBLE PRECISION NOT NULL   -- of the least sure join; 1 where nothing was joined by its name
);

-- Which of them each row of `entities` is. It refers to no table, so that articles can be replaced; write it again then.
CREATE TABLE identity_entities (
    entity     BIGINT PRIMARY KEY,
    identity   BIGINT NOT NULL
);
CREATE INDEX identity_entities_identity ON identity_entities (identity);
