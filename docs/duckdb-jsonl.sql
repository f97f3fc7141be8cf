-- The views of docs/databases.md over the JSON lines of a run folder, whose names are in the variables `claims`, `articles` and
-- `mentions`:
-- SET VARIABLE claims = 'out/claims.jsonl';
-- SET VARIABLE articles = 'out/articles.jsonl';
-- SET VARIABLE mentions = 'out/mentions.jsonl';
CREATE OR REPLACE VIEW claims AS
SELECT * FROM read_json(getvariable('claims'), format = 'newline_delimited', sample_size = -1);

CREATE OR REPLACE VIEW articles AS
SELECT doc, try_cast(left(CAST(date AS VARCHAR), 10) AS DATE) AS day, outlet, title, url
FROM read_json(getvariable('articles'), format = 'newline_delimited', sample_size = -1);

CREATE OR REPLACE VIEW said AS
SELECT id, day, outlet, doc, title, url, speaker.name AS speaker, speaker.id AS speaker_id, speaker.type AS speaker_type,
       speaker.role AS speaker_role, source.text AS source, kind, cue.class AS class, cue.lemma AS lemma, cue.text AS cue, negated,
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
