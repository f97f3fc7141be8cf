-- The views of docs/databases.md over the JSON lines of a run folder, whose names are in the variables `claims`, `articles` and
-- `mentions`:
-- SET VARIABLE claims = 'out/claims.jsonl';
-- SET VARIABLE articles = 'out/articles.jsonl';
-- SET VARIABLE mentions = 'out/mentions.jsonl';
-- Keys that are left out where there is nothing to say have their types here, so that they exist even where no claim has them.
CREATE OR REPLACE VIEW claims AS
SELECT * FROM read_json(getvariable('claims'), format = 'newline_delimited', columns = {
    id: 'VARCHAR', doc: 'VARCHAR', kind: 'VARCHAR',
    source: 'STRUCT(text VARCHAR, form VARCHAR)',
    speaker: 'STRUCT(id VARCHAR, name VARCHAR, type VARCHAR, role VARCHAR, state VARCHAR, "for" STRUCT(id VARCHAR, name VARCHAR, type VARCHAR), confidence DOUBLE, gender VARCHAR, gender_by VARCHAR)',
    co_speakers: 'STRUCT(id VARCHAR, name VARCHAR, type VARCHAR, role VARCHAR, state VARCHAR, "for" STRUCT(id VARCHAR, name VARCHAR, type VARCHAR), confidence DOUBLE, gender VARCHAR, gender_by VARCHAR)[]',
    cue: 'STRUCT(text VARCHAR, lemma VARCHAR, class VARCHAR)',
    content: 'STRUCT(text VARCHAR)',
    negated: 'BOOLEAN', mentions: 'VARCHAR[]', confidence: 'DOUBLE', flags: 'VARCHAR[]'
});

CREATE OR REPLACE VIEW articles AS
SELECT doc, try_cast(left(CAST(date AS VARCHAR), 10) AS DATE) AS day, outlet, title, url
FROM read_json(getvariable('articles'), format = 'newline_delimited', sample_size = -1);

CREATE OR REPLACE VIEW said AS
SELECT id, day, outlet, doc, title, url, speaker.name AS speaker, speaker.id AS speaker_id, speaker.type AS speaker_type,
       speaker.role AS speaker_role, speaker.gender AS speaker_gender,
       speaker."for".name AS speaker_for, speaker."for".id AS speaker_for_id, speaker."for".type AS speaker_for_type,
       speaker.confidence AS speaker_confidence, source.text AS source, kind, cue.class AS class, cue.lemma AS lemma, cue.text AS cue, negated,
       content.text AS content, confidence
FROM claims
JOIN articles USING (doc);

CREATE OR REPLACE VIEW said_about AS
SELECT said.*, names.name AS about, about.about_id
FROM said
JOIN (SELECT id, unnest(mentions) AS about_id FROM claims) AS about USING (id)
JOIN (
    SELECT DISTINCT doc, entity, name
    FROM read_json(getvariable('mentions'), format = 'newline_delimited', sample_size = -1)
) AS names ON names.doc = said.doc AND names.entity = about.about_id;

-- Who is quoted: a row for each claim and everybody who says it.
CREATE OR REPLACE VIEW quoted AS
SELECT id, position, day, outlet, doc, who.name AS speaker, who.id AS speaker_id, who.type AS speaker_type, who.role AS speaker_role,
       who.gender AS gender, who.gender_by AS gender_by, kind, cue.class AS class, content.text AS content
FROM (
    SELECT claims.*, articles.day, articles.outlet, unnest(list_prepend(speaker, co_speakers)) AS who,
           unnest(range(1 + len(co_speakers))) AS position
    FROM claims
    JOIN articles USING (doc)
    WHERE speaker IS NOT NULL
);
