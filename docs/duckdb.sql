-- The views of docs/databases.md over a Parquet file of claims, whose name is in the variable `claims`:
-- SET VARIABLE claims = 'out.parquet';
CREATE OR REPLACE VIEW claims AS SELECT * FROM read_parquet(getvariable('claims'));

CREATE OR REPLACE VIEW said AS
SELECT id, try_cast(date[1:10] AS DATE) AS day, outlet, doc, title, url, speaker.name AS speaker, speaker.id AS speaker_id,
       speaker.type AS speaker_type, speaker.role AS speaker_role, speaker.gender AS speaker_gender,
       speaker."for".name AS speaker_for, speaker."for".id AS speaker_for_id, speaker."for".type AS speaker_for_type,
       speaker.confidence AS speaker_confidence, source.text AS source, kind, cue.class AS class, cue.lemma AS lemma,
       cue.text AS cue, negated, content.text AS content, confidence
FROM claims;

CREATE OR REPLACE VIEW said_about AS
SELECT said.*, about.about, about.about_id
FROM said
JOIN (SELECT id, unnest(mentions) AS about_id, unnest(mention_names) AS about FROM claims) AS about USING (id);

-- Who is quoted: a row for each claim and everybody who says it.
CREATE OR REPLACE VIEW quoted AS
SELECT id, position, day, outlet, doc, who.name AS speaker, who.id AS speaker_id, who.type AS speaker_type, who.role AS speaker_role,
       who.gender AS gender, who.gender_by AS gender_by, kind, cue.class AS class, content.text AS content
FROM (
    SELECT claims.*, try_cast(date[1:10] AS DATE) AS day, unnest(list_prepend(speaker, co_speakers)) AS who,
           unnest(range(1 + len(co_speakers))) AS position
    FROM claims
    WHERE speaker IS NOT NULL
);
