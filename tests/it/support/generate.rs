//! Random articles in every supported container, from a seed. For the tests and for `benches/reading.rs`.

use std::fmt::Write as _;
use std::io::Write;

/// Random numbers that depend on the seed alone: xorshift64*.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 33) as usize % bound
    }
}

/// An article that is not in a container yet.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) date: String,
    pub(crate) author: String,
    pub(crate) paragraphs: Vec<String>,
}

impl Made {
    pub(crate) fn text(&self) -> String {
        self.paragraphs.join("\n\n")
    }
}

const WORDS: &str = "the a of to and in that on for with was is by from at as after before while ferry harbour council mayor \
    budget minister repairs bridge island treaty quota lighthouse parliament committee railway harvest storm museum orchard \
    market winter engineer captain reported opened closed delayed announced rejected approved inspected rebuilt visited \
    signed crossed measured promised year month week morning north south eastern western public private heavy narrow late \
    early quiet naïve café Zürich Łódź Malmö 2,400 17 3.5 % first second third million tonnes workers residents visitors";

/// An article of two to four thousand characters, with quotations and characters of several bytes.
pub(crate) fn article(random: &mut Random, number: usize) -> Made {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut sentence = |length: usize| {
        let mut sentence = String::new();
        for index in 0..length {
            let word = words[random.below(words.len())];
            let mut chars = word.chars();
            match chars.next() {
                Some(first) if index == 0 => sentence.extend(first.to_uppercase().chain(chars)),
                _ => write!(sentence, " {word}").unwrap(),
            }
        }
        sentence
    };
    let title = sentence(6);
    let paragraphs = (0..6)
        .map(|index| match index % 3 {
            0 => format!("{}, and {}. {}.", sentence(14), sentence(11), sentence(17)),
            1 => format!("“{}, {}”, said Ann Lee. \"{}.\"", sentence(9), sentence(12), sentence(15)),
            _ => format!("{}, Zoë O'Neill said; {}. {}.", sentence(10), sentence(13), sentence(21)),
        })
        .collect();
    let date = format!("2024-{:02}-{:02}", 1 + number % 12, 1 + number % 28);
    Made { id: format!("made-{number}"), title, date, author: "Ann Lee".to_owned(), paragraphs }
}

/// A few articles.
pub(crate) fn articles(seed: u64, count: usize) -> Vec<Made> {
    let mut random = Random::new(seed);
    (0..count).map(|number| article(&mut random, number)).collect()
}

fn json(made: &Made) -> String {
    let date = &made.date;
    serde_json::json!({"id": made.id, "title": made.title, "date": date, "author": made.author, "text": made.text()})
        .to_string()
}

pub(crate) fn jsonl(all: &[Made]) -> Vec<u8> {
    all.iter().map(|made| json(made) + "\n").collect::<String>().into_bytes()
}

pub(crate) fn json_array(all: &[Made]) -> Vec<u8> {
    let objects: Vec<String> = all.iter().map(json).collect();
    format!("[\n{}\n]\n", objects.join(",\n")).into_bytes()
}

/// JSON objects that span several lines.
pub(crate) fn json_pretty(all: &[Made]) -> Vec<u8> {
    let pretty = |made| {
        let value: serde_json::Value = serde_json::from_str(&json(made)).unwrap();
        serde_json::to_string_pretty(&value).unwrap() + "\n"
    };
    all.iter().map(pretty).collect::<String>().into_bytes()
}

pub(crate) fn csv(all: &[Made]) -> Vec<u8> {
    table(all, ',')
}

pub(crate) fn tsv(all: &[Made]) -> Vec<u8> {
    table(all, '\t')
}

fn table(all: &[Made], delimiter: char) -> Vec<u8> {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut out = ["id", "title", "date", "author", "text"].join(&delimiter.to_string()) + "\n";
    for made in all {
        let fields = [&made.id, &quoted(&made.title), &made.date, &made.author, &quoted(&made.text())];
        out.push_str(&fields.map(String::as_str).join(&delimiter.to_string()));
        out.push('\n');
    }
    out.into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn in_paragraphs(made: &Made) -> String {
    made.paragraphs.iter().map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph))).collect()
}

/// A page with the usual surroundings of an article.
pub(crate) fn html(made: &Made) -> Vec<u8> {
    let links: String = (0..40).map(|index| format!("<li><a href=\"/{index}\">Section {index}</a></li>\n")).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | Harbour Post</title>\n<meta \
         property=\"og:title\" content=\"{title}\"><meta property=\"og:site_name\" content=\"Harbour Post\">\n<meta \
         property=\"article:published_time\" content=\"{date}\"><meta name=\"author\" content=\"{author}\">\n<script>var \
         x = '<div>'; if (1 < 2) x += x;</script><style>.a {{ color: red }}</style></head>\n<body><nav><ul>{links}</ul>\
         </nav><main><article><h1>{title}</h1>\n{text}</article></main><aside><ul>{links}</ul></aside><footer>All rights \
         reserved.</footer></body></html>\n",
        title = escaped(&made.title),
        date = made.date,
        author = made.author,
        text = in_paragraphs(made),
    )
    .into_bytes()
}

pub(crate) fn nitf(made: &Made) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<nitf><head><title>{title}</title><docdata><doc-id id-string=\"{id}\"/>\
         <date.issue norm=\"{date}\"/></docdata></head><body><body.head><hedline><hl1>{title}</hl1></hedline><byline>By \
         {author}</byline></body.head><body.content>\n{text}</body.content></body></nitf>\n",
        title = escaped(&made.title),
        id = made.id,
        date = made.date,
        author = made.author,
        text = in_paragraphs(made),
    )
    .into_bytes()
}

pub(crate) fn newsml(all: &[Made]) -> Vec<u8> {
    let items: String = all
        .iter()
        .map(|made| {
            format!(
                "<newsItem guid=\"{id}\"><itemMeta><versionCreated>{date}</versionCreated></itemMeta><contentMeta><headline>\
                 {title}</headline><by>{author}</by></contentMeta><contentSet><inlineXML><html><head><title/></head><body>\n\
                 {text}</body></html></inlineXML></contentSet></newsItem>\n",
                title = escaped(&made.title),
                id = made.id,
                date = made.date,
                author = made.author,
                text = in_paragraphs(made),
            )
        })
        .collect();
    format!("<?xml version=\"1.0\"?>\n<newsMessage><itemSet>\n{items}</itemSet></newsMessage>\n").into_bytes()
}

/// In Latin-1, like the collection.
pub(crate) fn rcv1(made: &Made) -> Vec<u8> {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\" ?>\n<newsitem itemid=\"{id}\" date=\"{date}\"><title>{title}</title>\n\
         <headline>{title}</headline><byline>{author}</byline>\n<text>\n{text}</text>\n</newsitem>\n",
        title = escaped(&made.title),
        id = made.id,
        date = made.date,
        author = made.author,
        text = in_paragraphs(made),
    );
    let to_latin1 = |char: char| match u32::from(char) {
        code @ 0..=0xff => vec![code as u8],
        code => format!("&#{code};").into_bytes(),
    };
    text.chars().flat_map(to_latin1).collect()
}

pub(crate) fn gigaword(all: &[Made]) -> Vec<u8> {
    let documents = all.iter().map(|made| {
        format!(
            "<DOC id=\"{id}\" type=\"story\" >\n<HEADLINE>\n{title}\n</HEADLINE>\n<TEXT>\n{text}</TEXT>\n</DOC>\n",
            title = escaped(&made.title),
            id = made.id,
            text = in_paragraphs(made).replace("<p>", "<P>\n").replace("</p>", "\n</P>"),
        )
    });
    documents.collect::<String>().into_bytes()
}

pub(crate) fn rss(all: &[Made]) -> Vec<u8> {
    let item = |made: &Made| {
        let (id, title, text) = (&made.id, escaped(&made.title), in_paragraphs(made));
        format!(
            "<item><title>{title}</title><guid>{id}</guid><content:encoded><![CDATA[{text}]]></content:encoded></item>\n"
        )
    };
    let items: String = all.iter().map(item).collect();
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Harbour Post</title>\n{items}</channel></rss>\n"
    )
    .into_bytes()
}

/// An export of Nexis.
pub(crate) fn nexis(all: &[Made]) -> Vec<u8> {
    let document = |(number, made): (usize, &Made)| {
        let Made { title, author, .. } = made;
        let (count, text) = (all.len(), made.text());
        format!(
            "{} of {count} DOCUMENTS\n\nHarbour Post\n\nNovember 7, 2024 Thursday\n\n{title}\n\nBYLINE: {author}\n\nLENGTH: 300 \
             words\n\n{text}\n\nLOAD-DATE: November 8, 2024\n\n",
            number + 1
        )
    };
    all.iter().enumerate().map(document).collect::<String>().into_bytes()
}

/// A document of Word, as far as it is read.
pub(crate) fn docx(made: &Made) -> Vec<u8> {
    let paragraphs: String =
        made.paragraphs.iter().map(|one| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escaped(one))).collect();
    let document = format!("<?xml version=\"1.0\"?><w:document><w:body>{paragraphs}</w:body></w:document>");
    zip(&[
        ("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()),
        ("word/document.xml".to_owned(), document.into_bytes()),
    ])
}

/// Articles in a list of an object, as services return them.
pub(crate) fn json_list(all: &[Made]) -> Vec<u8> {
    let articles: Vec<String> = all.iter().map(json).collect();
    format!("{{\"status\": \"ok\",\n\"articles\": [\n{}\n]}}\n", articles.join(",\n")).into_bytes()
}

/// The same text in UTF-16, without a byte order mark.
pub(crate) fn utf16(text: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(text).encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn warc_record(kind: &str, id: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2024-11-07T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:{id}>\r\n\
         WARC-Target-URI: https://post.example/{id}\r\nContent-Type: application/http; msgtype={kind}\r\nContent-Length: \
         {}\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content, b"\r\n\r\n"].concat()
}

/// The records of a crawl: for each article a request and a response.
pub(crate) fn warc_records(all: &[Made]) -> Vec<Vec<u8>> {
    let mut records = vec![warc_record("warcinfo", "info", b"software: none\r\n")];
    for made in all {
        records.push(warc_record("request", &format!("{}-request", made.id), b"GET / HTTP/1.1\r\n\r\n"));
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n";
        records.push(warc_record("response", &made.id, &[&head[..], &html(made)].concat()));
    }
    records
}

pub(crate) fn warc(all: &[Made]) -> Vec<u8> {
    warc_records(all).concat()
}

/// The older web archive: a line and the response for each page.
pub(crate) fn arc(all: &[Made]) -> Vec<u8> {
    let about = "1 0 Made\nURL IP-address Archive-date Content-type Archive-length\n";
    let mut out =
        format!("filedesc://made.arc 0.0.0.0 20040401000000 text/plain {}\n{about}\n", about.len()).into_bytes();
    for made in all {
        let response =
            [&b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n"[..], &html(made)].concat();
        let line = format!("http://post.example/{} 10.0.0.1 20040401000000 text/html {}\n", made.id, response.len());
        out.extend([line.as_bytes(), &response, b"\n"].concat());
    }
    out
}

/// Each record as a gzip member.
pub(crate) fn warc_gz(all: &[Made]) -> Vec<u8> {
    warc_records(all).iter().flat_map(|record| gzip(record)).collect()
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstd(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 3).unwrap()
}

/// Named files, not compressed.
pub(crate) fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, &content[..]).unwrap();
    }
    builder.into_inner().unwrap()
}

/// Named files, deflated. Written by hand because the library is built without compression.
pub(crate) fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content).unwrap();
        let deflated = encoder.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut entry = Vec::new();
        entry.extend(20_u16.to_le_bytes());
        entry.extend(0_u16.to_le_bytes());
        entry.extend(8_u16.to_le_bytes());
        // 1980-01-01 00:00.
        entry.extend([0, 0, 0x21, 0]);
        entry.extend(crc.sum().to_le_bytes());
        entry.extend((deflated.len() as u32).to_le_bytes());
        entry.extend((content.len() as u32).to_le_bytes());
        entry.extend((name.len() as u16).to_le_bytes());
        entry.extend(0_u16.to_le_bytes());
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&entry);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(entry);
        out.extend(name.as_bytes());
        out.extend(deflated);
    }
    let start = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((files.len() as u16).to_le_bytes());
    out.extend((files.len() as u16).to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend(0_u16.to_le_bytes());
    out
}

/// Row groups of a thousand rows.
#[cfg(feature = "parquet")]
pub(crate) fn parquet(all: &[Made]) -> Vec<u8> {
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::arrow::ArrowWriter;
    use parquet::basic::Compression;
    use parquet::file::properties::WriterProperties;
    use std::sync::Arc;
    let column =
        |of: fn(&Made) -> String| Arc::new(all.iter().map(|made| Some(of(made))).collect::<StringArray>()) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("id", column(|made| made.id.clone())),
        ("title", column(|made| made.title.clone())),
        ("text", column(Made::text)),
        ("date", column(|made| made.date.clone())),
        ("author", column(|made| made.author.clone())),
    ])
    .unwrap();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(1000))
        .build();
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    out
}
