-- The tables that whosaid fills in PostgreSQL, printed by `whosaid schema --sql postgres`. docs/databases.md explains them.
-- Spans are half-open and count code points of the article's text, unless the run was made with another --offsets.
-- PostgreSQL keeps no NUL character in a text: U+FFFD stands for it.

-- One row for each run that wrote into this database; `mark` says how far one is that has not finished.
CREATE TABLE runs (
    run        BIGINT PRIMARY KEY,
    recipe     JSONB NOT NULL,     -- version, options, inputs, hashes of gazetteers and model
    command    JSONB NOT NULL,
    mark       JSONB NOT NULL,     -- place in the inputs, and counts
    documents  BIGINT NOT NULL,
    failed     BIGINT NOT NULL,
    claims     BIGINT NOT NULL,
    started    TIMESTAMPTZ NOT NULL,
    finished   TIMESTAMPTZ
);

-- What could not be read or annotated.
CREATE TABLE errors (
    run        BIGINT NOT NULL REFERENCES runs,
    path       TEXT NOT NULL,
    line       BIGINT NOT NULL,  -- 0: the whole file
    cause      TEXT NOT NULL
);

CREATE TABLE articles (
    article        BIGINT PRIMARY KEY,
    doc            TEXT NOT NULL UNIQUE,  -- the article's own id
    title          TEXT,
    date           TEXT,                  -- ISO 8601, or as given
    day            DATE,                  -- where the date begins like YYYY-MM-DD
    outlet         TEXT,
    url            TEXT,
    author         TEXT,
    meta           JSONB,                 -- the other fields of the article's record
    language       TEXT,                  -- ISO 639
    text_hash      TEXT NOT NULL,
    bytes          BIGINT NOT NULL,
    code_points    BIGINT NOT NULL,
    encoding       TEXT NOT NULL,
    replacements   INTEGER NOT NULL,
    paragraphs     INTEGER NOT NULL,
    sentence_count INTEGER NOT NULL,
    quote_count    INTEGER NOT NULL,
    mention_count  INTEGER NOT NULL,
    entity_count   INTEGER NOT NULL,
    claim_count    INTEGER NOT NULL,
    warnings       JSONB NOT NULL,
    duplicate_of   TEXT,                  -- doc of the first article with exactly this text
    run            BIGINT NOT NULL REFERENCES runs
);

CREATE TABLE sentences (
    article    BIGINT NOT NULL REFERENCES articles ON DELETE CASCADE,
    sentence   INTEGER NOT NULL,
    paragraph  INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    text       TEXT NOT NULL,
    PRIMARY KEY (article, sentence)
);

-- People, states, organizations. An id that begins with `local/` means something in one article only, which stands in `article`.
CREATE TABLE entities (
    entity     BIGINT PRIMARY KEY,
    id         TEXT NOT NULL,
    article    BIGINT REFERENCES articles ON DELETE CASCADE,
    name       TEXT NOT NULL,
    type       TEXT NOT NULL
);
CREATE UNIQUE INDEX entities_id ON entities (id, article) NULLS NOT DISTINCT;
CREATE INDEX entities_article ON entities (article) WHERE article IS NOT NULL;

CREATE TABLE mentions (
    article    BIGINT NOT NULL REFERENCES articles ON DELETE CASCADE,
    mention    INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    text       TEXT NOT NULL,
    type       TEXT NOT NULL,
    form       TEXT NOT NULL,
    entity     BIGINT REFERENCES entities,  -- null where several candidates remain
    confidence REAL NOT NULL,
    candidates JSONB NOT NULL,
    made_by    TEXT NOT NULL,
    PRIMARY KEY (article, mention)
);

CREATE TABLE claims (
    claim         BIGINT PRIMARY KEY,
    id            TEXT NOT NULL,             -- the stable id of the record
    article       BIGINT NOT NULL REFERENCES articles ON DELETE CASCADE,
    kind          TEXT NOT NULL,
    source        TEXT,
    source_form   TEXT,
    speaker       BIGINT REFERENCES entities,
    speaker_type  TEXT,                      -- also of those without a name
    speaker_role  TEXT,
    speaker_state TEXT,
    speaker_gender TEXT,                     -- female, male; null where it is not known
    speaker_gender_by TEXT,                  -- how it is known
    speaker_for   BIGINT REFERENCES entities, -- for whom the speaker speaks, or who issued the document
    speaker_confidence REAL,                 -- null where nobody is named
    cue           TEXT NOT NULL,
    lemma         TEXT NOT NULL,
    class         TEXT NOT NULL,
    addressee     TEXT,
    occasion      TEXT,
    content       TEXT NOT NULL,
    sentence      INTEGER NOT NULL,
    paragraph     INTEGER NOT NULL,
    negated       BOOLEAN NOT NULL,
    confidence    REAL NOT NULL,
    made_by       TEXT NOT NULL,
    flags         JSONB NOT NULL,
    why           JSONB
);
CREATE INDEX claims_article ON claims (article);

-- Everybody who says a claim, in text order: position 0 is the speaker in `claims`, and whoever speaks with them follows.
CREATE TABLE claim_speakers (
    claim      BIGINT NOT NULL REFERENCES claims ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    speaker    BIGINT REFERENCES entities,
    type       TEXT NOT NULL,  -- also of those without a name
    name       TEXT,           -- of a document, which is no row of entities
    role       TEXT,
    state      TEXT,
    gender     TEXT,
    gender_by  TEXT,
    PRIMARY KEY (claim, position)
);

-- Where each part of a claim stands. part: source, speaker (where the article names them in full; `span` is their position in
-- claim_speakers), cue, addressee, occasion, content.
CREATE TABLE claim_spans (
    claim      BIGINT NOT NULL REFERENCES claims ON DELETE CASCADE,
    part       TEXT NOT NULL,
    span       INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    PRIMARY KEY (claim, part, span)
);

-- Who or what is named in the content of a claim.
CREATE TABLE claim_mentions (
    claim      BIGINT NOT NULL REFERENCES claims ON DELETE CASCADE,
    entity     BIGINT NOT NULL REFERENCES entities,
    PRIMARY KEY (claim, entity)
);

-- Who said what, where and when: a row for each claim, with the first of several speakers.
CREATE VIEW said AS
SELECT c.claim, c.id, a.day, a.outlet, a.doc, a.title, a.url, coalesce(s.name, q.name) AS speaker, s.id AS speaker_id, c.speaker_type, c.speaker_role,
       c.speaker_gender, f.name AS speaker_for, f.id AS speaker_for_id, f.type AS speaker_for_type, c.speaker_confidence,
       c.source, c.kind, c.class, c.lemma, c.cue, c.negated, c.content, c.confidence
FROM claims AS c
JOIN articles AS a ON a.article = c.article
LEFT JOIN entities AS s ON s.entity = c.speaker
LEFT JOIN claim_speakers AS q ON q.claim = c.claim AND q.position = 0
LEFT JOIN entities AS f ON f.entity = c.speaker_for;

-- Who is quoted: a row for each claim and everybody who says it.
CREATE VIEW quoted AS
SELECT c.claim, c.id, q.position, a.day, a.outlet, a.doc, coalesce(s.name, q.name) AS speaker, s.id AS speaker_id, q.type AS speaker_type,
       q.role AS speaker_role, q.gender, q.gender_by, c.kind, c.class, c.content
FROM claim_speakers AS q
JOIN claims AS c ON c.claim = q.claim
JOIN articles AS a ON a.article = c.article
LEFT JOIN entities AS s ON s.entity = q.speaker;

-- What did X say about Y between two dates?
CREATE VIEW said_about AS
SELECT said.*, e.name AS about, e.id AS about_id
FROM said
JOIN claim_mentions AS m ON m.claim = said.claim
JOIN entities AS e ON e.entity = m.entity;

-- Who is quoted by outlet?
CREATE VIEW quoted_by_outlet AS
SELECT outlet, speaker, speaker_id, count(*) AS claims, count(*) FILTER (WHERE kind = 'direct') AS direct, count(DISTINCT doc) AS articles,
       min(day) AS first_day, max(day) AS last_day
FROM quoted
WHERE speaker IS NOT NULL
GROUP BY outlet, speaker, speaker_id;

-- For the questions above. A new database gets them when the first run into it is complete.
CREATE INDEX IF NOT EXISTS articles_day ON articles (day);
CREATE INDEX IF NOT EXISTS articles_outlet ON articles (outlet, day);
CREATE INDEX IF NOT EXISTS entities_name ON entities (name);
CREATE INDEX IF NOT EXISTS mentions_entity ON mentions (entity);
CREATE INDEX IF NOT EXISTS claims_id ON claims (id);
CREATE INDEX IF NOT EXISTS claims_speaker ON claims (speaker);
CREATE INDEX IF NOT EXISTS claims_speaker_for ON claims (speaker_for);
CREATE INDEX IF NOT EXISTS claim_speakers_speaker ON claim_speakers (speaker);
CREATE INDEX IF NOT EXISTS claim_mentions_entity ON claim_mentions (entity);
