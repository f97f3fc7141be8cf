-- The views of docs/databases.md over a Parquet file of claims, whose name is in the variable `claims`:
-- SET VARIABLE claims = 'out.parquet';
CREATE OR REPLACE VIEW claims AS SELECT * FROM read_parquet(getvariable('claims'));

CREATE OR REPLACE VIEW said AS
SELECT id, try_cast(date[1:10] AS DATE) AS day, outlet, doc, title, url, speaker.name AS speaker, speaker.id AS speaker_id,
       speaker.type AS speaker_type, speaker.role AS speaker_role, source.text AS source, kind, cue.class AS class, cue.lemma AS lemma,
       cue.text AS cue, negated, content.text AS content, confidence
FROM claims;

CREATE OR REPLACE VIEW said_about AS
SELECT said.*, about.about, about.about_id
FROM said
JOIN (SELECT id, unnest(mentions) AS about_id, unnest(mention_names) AS about FROM claims) AS about USING (id);
