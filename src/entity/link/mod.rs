//! Linking: makes one entity of all its names in the article, and fills `doc.mentions` and `doc.entities`. First the names
//! that are complete, by their id in the gazetteer or their words (`full`); then the short forms, "Rudenko" after "Andrey
//! Rudenko" and "FSB" after "Federal Security Service (FSB)" (`short`). `choose` picks the entry of the gazetteer,
//! `bearer` the person of the article with a family name.

mod bearer;
mod choose;
mod full;
mod fullest;
mod given;
mod linker;
mod organization;
mod short;
mod short_organizations;
mod state;

use super::found::TaggedNames;
use super::needs::EntityNeeds;
use crate::document::{Document, Entity, Mention};
use crate::gazetteer::LexicalView;
use linker::Linker;
use std::mem;

/// Fills `doc.mentions` and `doc.entities` from the names that were found.
pub fn link(doc: &mut Document<'_>, tagged: &TaggedNames<'_>, needs: &EntityNeeds<'_>) {
    let (mentions, entities) = (mem::take(&mut doc.mentions), mem::take(&mut doc.entities));
    let mut linker =
        Linker::new(LexicalView { doc, lexicons: needs.lexicons }, needs.gazetteer, &tagged.names, mentions, entities);
    linker.full_names(&tagged.names);
    linker.short_forms(&tagged.names, &tagged.loose);
    linker.show_fullest_names();
    let Linker { mut mentions, mut entities, .. } = linker;
    order(&mut mentions, &mut entities);
    doc.mentions = mentions;
    doc.entities = entities;
}

/// Renumbers the entities in order of their first mention.
fn order(mentions: &mut [Mention], entities: &mut Vec<Entity>) {
    let mut place: Vec<Option<u32>> = vec![None; entities.len()];
    let mut next = 0;
    for mention in mentions.iter_mut() {
        if let Some(entity) = &mut mention.entity {
            let place = &mut place[*entity as usize];
            *entity = *place.get_or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
    }
    if place.iter().zip(0..).all(|(place, index)| *place == Some(index)) {
        return;
    }
    let mut placed: Vec<(u32, Entity)> =
        place.into_iter().zip(entities.drain(..)).filter_map(|(place, entity)| Some((place?, entity))).collect();
    placed.sort_unstable_by_key(|(place, _)| *place);
    entities.extend(placed.into_iter().map(|(_, entity)| entity));
}

#[cfg(test)]
mod tests {
    use crate::Article;
    use crate::pipeline::{Depth, annotate};
    use crate::resources::{ResourceOptions, Resources};

    /// The names that `text` mentions, each with the name of its entity after "=", or "?" for one that is left open.
    fn names(resources: &Resources, text: &str) -> Vec<String> {
        let article = Article::new("a1", text);
        let doc = annotate(&article, resources, Depth::Entities);
        let shown = |entity: Option<u32>| entity.map_or("?", |entity| doc.entities[entity as usize].name.as_str());
        doc.mentions.iter().map(|mention| format!("{}={}", mention.span.of(text), shown(mention.entity))).collect()
    }

    #[test]
    fn whom_a_name_means() {
        let (resources, _) = Resources::load(&ResourceOptions::default()).unwrap();
        for (text, wanted) in [
            // What stands before a name.
            ("In June Joel Hartwell moved.", "Joel Hartwell=Joel Hartwell"),
            ("Urban Development Carla Benwick said no.", "Carla Benwick=Carla Benwick"),
            ("Will Kerrigan, a director, said no.", "Will Kerrigan=Will Kerrigan"),
            // Nicknames, particles, order, spelling.
            ("Robert “Bo” O’Malley left. O’Malley said no.", "O’Malley=Robert “Bo” O’Malley"),
            ("Robert “The Boat” O’Malley left. O’Malley said no.", "O’Malley=Robert “The Boat” O’Malley"),
            ("G. B. H. Quarle left. Mr. G.B.H. Quarle said no.", "G.B.H. Quarle=G. B. H. Quarle"),
            ("James (Jim) Halloran left. Halloran said no.", "Halloran=James (Jim) Halloran"),
            ("Walid al-Morbek left. Morbek said no.", "Morbek=Walid al-Morbek"),
            ("Tony Berhrmann, a farmer, left. Behrmann said no.", "Behrmann=Tony Berhrmann"),
            ("Attendees: Voss, Ada; Kent, Robert.", "Voss, Ada=Ada Voss"),
            // Two of one name.
            ("Dana Quill and her husband, Peter Quill, left. Mr. Quill said no.", "Quill=Peter Quill"),
            ("Dana Quill and her husband, Peter Quill, left. Mrs. Quill said no.", "Quill=Dana Quill"),
            ("Ann Frost saw her son, Lee Frost. Ms. Frost said no.", "Frost=Ann Frost"),
            ("Maria Voss and Maria Kent left. Maria said no.", "Maria=?"),
            ("Reporters met Lee Quill Jr. in Leeds. Later Lee Quill said no.", "Lee Quill=Lee Quill Jr."),
            ("Ed Quill saw his son Ed Quill Jr. leave.", "Ed Quill=Ed Quill"),
            ("Ann Frost left. Lee Frost is ill. Frost said no.", "Frost=Lee Frost"),
            ("Adam Price left. Mr Price said no.", "Price=Adam Price"),
            ("Ted Voss sang. Ted Voss, born Rafael Edward Voss, said no.", "Ted Voss=Ted Voss"),
            ("The pilot Saima Salahuddin left. Saima said no.", "Saima=Saima Salahuddin"),
            // Short forms of organizations.
            ("Quill Oats Co. grew. Quill said it would grow.", "Quill=Quill Oats Co."),
            ("The Morvan Peat Supply Agency left. MPSA said no.", "MPSA=Morvan Peat Supply Agency"),
            (
                "The Calder Department of Fire Protection left. CalFire said no.",
                "CalFire=Calder Department of Fire Protection",
            ),
            ("Moss & Daughters said no.", "Moss & Daughters=Moss & Daughters"),
            ("The energy regulator Ofquill said no.", "Ofquill=Ofquill"),
            // States and people.
            ("Chad Smith said no. Smith left.", "Smith=Chad Smith"),
            ("The film stars Denzel Washington. Washington said no.", "Washington=Denzel Washington"),
            ("TBILISI - Georgia said no.", "Georgia=Georgia"),
            ("Ukraine, Georgia and Moldova signed.", "Georgia=Georgia"),
            // Headlines, by what the body names.
            (
                "Donna Kelder Calls Ada Voss Great\n\nDonna Kelder said that Ada Voss was great.",
                "Donna Kelder=Donna Kelder",
            ),
            ("An analyst in Korea Glenn Hartwell said no.", "Glenn Hartwell=Glenn Hartwell"),
            ("An analyst at QuillSec Grant Hartwell said no.", "Grant Hartwell=Grant Hartwell"),
            ("The judge, Mr Justice Morvan, said no.", "Morvan=Morvan"),
            ("The Oath\n\nVoss, Jane. Letters from Leeds", "Voss, Jane=Jane Voss"),
            // Organizations by their words and by the state of the article.
            ("“It is closed,” Calder City Hall said.", "Calder City Hall=Calder City Hall"),
            ("FK Morvan lost to Dynamo Quillmark.", "Dynamo Quillmark=Dynamo Quillmark"),
            ("Scottish Quillmark said no.", "Scottish Quillmark=Scottish Quillmark"),
            ("American Airlines cut jobs, and American said so.", "American=American Airlines"),
            ("Rivan, the app that helps drivers, said no.", "Rivan=Rivan"),
            ("The Morvan movement said no.", "Morvan=Morvan"),
            ("The Peat and Ships Authority (PSA) said no.", "Peat and Ships Authority=Peat and Ships Authority"),
            ("The Morvan People’s Court said no.", "Morvan People’s Court=Morvan People’s Court"),
            ("The Ministry of Peat and the Ministry of Ships said no.", "Ministry of Ships=Ministry of Ships"),
            ("The Advertising Standards Authority (ASA) left. The ASA said no.", "ASA=Advertising Standards Authority"),
            ("The Morvan Peat Company left. MPC said no.", "MPC=Morvan Peat Company"),
            ("Ada Quill Morvan left. Quill Morvan said no.", "Quill Morvan=Ada Quill Morvan"),
            ("The singer April Quill left. April said no.", "April=April Quill"),
            ("Walid al-Morbek left. Al-Morbek said no.", "Al-Morbek=Walid al-Morbek"),
            ("Macron, Emmanuel told them no.", "Macron, Emmanuel=Emmanuel Macron"),
            ("Georgia and Moldova met. It rained. Georgia said no.", "Georgia=Georgia"),
            ("British officials met. Shares in United Utilities rose.", "United Utilities=United Utilities"),
            ("Jordan Quill, a nurse, left. Jordan said no.", "Jordan=Jordan Quill"),
            ("Jordan and Syria met. Jordan Quill, a nurse, left. Jordan said no.", "Jordan=Jordan"),
            ("Ann Amman left. Amman said no.", "Amman=Ann Amman"),
            ("Former Morvan Peat Co. managers left.", "Morvan Peat Co.=Morvan Peat Co."),
            ("Police and Crime Commissioner Ada Quill said no.", "Ada Quill=Ada Quill"),
            // Accents and hidden marks.
            ("Ange\u{ad}la Mer\u{ad}kel said no.", "Ange\u{ad}la Mer\u{ad}kel=Angela Merkel"),
        ] {
            let found = names(&resources, text);
            assert!(found.iter().any(|name| name == wanted), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_is_no_name() {
        let (resources, _) = Resources::load(&ResourceOptions::default()).unwrap();
        for (text, unwanted) in [
            ("German Chancellor Slams Court Ruling, Warns Of Delay", "Slams Court"),
            ("Senate Panel To Review Trade Deal\n\nThe panel will review it.", "Senate Panel"),
            ("Theresa May left. She will speak on May 4.", "May"),
            ("Mrs May left in May.", "May=?"),
            ("Officials met in Atlanta, Georgia, with Georgia Gov. Ada Voss.", "Georgia"),
            ("Polish the floor, she said.", "Polish"),
            ("In Britain, the company said no.", "In Britain"),
            ("In Leeds, the bank has said no.", "Leeds"),
            ("It was late. ATE HERE A COUPLE TIMES.", "ATE HERE A COUPLE TIMES"),
            ("Great Service!\n\nThey came at once.", "Great Service"),
            ("He left the Calder Office Building.", "Calder Office"),
            ("He moved from the Quill Foundation to Morvan.", "Quill Foundation to Morvan"),
            ("We have a CPA, who is new.", "CPA"),
            ("Using the Virtual Microscope volunteers can search.", "Virtual Microscope"),
            ("He talked of Reactive Oxygen Species, the group of chemicals.", "Reactive Oxygen Species"),
            ("They live in San Rafael Morvan.", "Rafael Morvan"),
            ("The readers of New Scientist Morvan met.", "Morvan"),
            ("Donald Trump left. Mrs. Trump said no.", "Trump=Donald Trump"),
            ("Advertisement Police said no.", "Advertisement Police"),
            ("Officials met in Savannah. Georgia said no.", "Georgia"),
            ("The university left. Charter flights to Leeds stopped.", "Charter"),
        ] {
            let found = names(&resources, text);
            assert!(
                found.iter().all(|name| name != unwanted && name.split('=').next() != Some(unwanted)),
                "{text}: {found:?}"
            );
        }
    }
}
