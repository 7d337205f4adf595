//! An embedded TrueType font → which character each glyph shows, by the font's own table.

use std::collections::HashMap;

/// Codes that one table may name; no font shows more characters.
const MOST_CODES: u32 = 200_000;

/// The characters of the glyphs, from the `cmap` table; of several characters of one glyph the
/// ordinary one. `None` where the data is no such font or holds no usable table.
pub(super) fn glyph_characters(font: &[u8]) -> Option<HashMap<u16, char>> {
    let table = cmap_table(font)?;
    let count = u16_at(table, 2)?;
    let mut best: Option<(u8, usize, bool)> = None;
    for record in 0..usize::from(count).min(64) {
        let at = 4 + record * 8;
        let (platform, encoding) = (u16_at(table, at)?, u16_at(table, at + 2)?);
        let offset = usize::try_from(u32_at(table, at + 4)?).ok()?;
        let rank = match (platform, encoding) {
            (3, 10) | (0, 4 | 6) => 4,
            (3, 1) => 3,
            (0, _) => 2,
            (3, 0) => 1,
            _ => continue,
        };
        if best.is_none_or(|(known, ..)| rank > known) {
            best = Some((rank, offset, (platform, encoding) == (3, 0)));
        }
    }
    let (_, offset, is_symbol) = best?;
    let mut found = HashMap::new();
    read_subtable(table.get(offset..)?, |code, glyph| {
        let code = if is_symbol && (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code };
        let Some(character) = char::from_u32(code).filter(|_| glyph != 0) else { return };
        let known = found.entry(glyph).or_insert(character);
        if oddity(character) < oddity(*known) {
            *known = character;
        }
    })?;
    Some(found).filter(|found| !found.is_empty())
}

/// Ordinary characters before their look-alikes.
fn oddity(character: char) -> u8 {
    match character {
        '\u{e000}'..='\u{f8ff}' => 3,
        '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => 2,
        '\0'..='\u{1f}' | '\u{a0}' | '\u{ad}' => 1,
        _ => 0,
    }
}

fn cmap_table(font: &[u8]) -> Option<&[u8]> {
    let base = if font.starts_with(b"ttcf") { usize::try_from(u32_at(font, 12)?).ok()? } else { 0 };
    let tables = u16_at(font, base + 4)?;
    (0..usize::from(tables)).find_map(|table| {
        let at = base + 12 + table * 16;
        (font.get(at..at + 4)? == b"cmap").then_some(())?;
        font.get(usize::try_from(u32_at(font, at + 8)?).ok()?..)
    })
}

/// Calls `take` with each pair of code and glyph; each format bounds its own count.
fn read_subtable(table: &[u8], mut take: impl FnMut(u32, u16)) -> Option<()> {
    match u16_at(table, 0)? {
        0 => (0..256_u16).for_each(|code| {
            if let Some(&glyph) = table.get(6 + usize::from(code)) {
                take(u32::from(code), u16::from(glyph));
            }
        }),
        4 => read_segments(table, take)?,
        6 => {
            let (first, count) = (u16_at(table, 6)?, u16_at(table, 8)?);
            for index in 0..count {
                take(u32::from(first) + u32::from(index), u16_at(table, 10 + usize::from(index) * 2)?);
            }
        }
        12 => {
            let groups = u32_at(table, 12)?.min(65_536);
            let mut budget = MOST_CODES;
            for group in 0..usize::try_from(groups).ok()? {
                let at = 16 + group * 12;
                let (Some(first), Some(last), Some(glyph)) =
                    (u32_at(table, at), u32_at(table, at + 4), u32_at(table, at + 8))
                else {
                    break;
                };
                // A font holds no more than 65,535 glyphs.
                for step in 0..=last.saturating_sub(first).min(65_535) {
                    budget = budget.checked_sub(1)?;
                    let Ok(glyph) = u16::try_from(glyph.saturating_add(step)) else { break };
                    take(first.saturating_add(step), glyph);
                }
            }
        }
        _ => return None,
    }
    Some(())
}

/// Format 4: segments of codes with a delta or an index into the array behind.
fn read_segments(table: &[u8], mut take: impl FnMut(u32, u16)) -> Option<()> {
    let length = usize::from(u16_at(table, 6)?);
    let (ends, starts) = (14, 16 + length);
    let (deltas, offsets) = (16 + 2 * length, 16 + 3 * length);
    let mut budget = MOST_CODES;
    for at in (0..length).step_by(2) {
        let (start, end) = (u16_at(table, starts + at)?, u16_at(table, ends + at)?);
        let (delta, offset) = (u16_at(table, deltas + at)?, u16_at(table, offsets + at)?);
        if start > end {
            continue;
        }
        for code in start..=end {
            budget = budget.checked_sub(1)?;
            let glyph = if offset == 0 {
                code.wrapping_add(delta)
            } else {
                let place = offsets + at + usize::from(offset) + usize::from(code - start) * 2;
                match u16_at(table, place) {
                    None | Some(0) => continue,
                    Some(glyph) => glyph.wrapping_add(delta),
                }
            };
            if code != u16::MAX {
                take(u32::from(code), glyph);
            }
        }
    }
    Some(())
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font(subtable: &[u8]) -> Vec<u8> {
        let mut cmap = vec![0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12];
        cmap.extend_from_slice(subtable);
        let mut data = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        data.extend_from_slice(b"cmap\0\0\0\0\0\0\0\x1c\0\0\0\0");
        data.extend_from_slice(&cmap);
        data
    }

    fn words(values: &[u16]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_be_bytes()).collect()
    }

    #[test]
    fn reads_segments_by_delta_and_by_index() {
        let table = words(&[
            4, 0, 0, 6, 0, 0, 0, // format, length, language, 2 × segments, search hints
            0x4e01, 0x2f00, 0xffff, 0, // ends, padding
            0x4e00, 0x2f00, 0xffff, // starts
            0, 0, 1, // deltas
            6, 8, 0, // offsets into the array behind
            7, 9, 7, // glyphs of 一, 丁 and the radical one
        ]);
        let found = glyph_characters(&font(&table)).unwrap();
        assert_eq!(found[&7], '一');
        assert_eq!(found[&9], '丁');
    }

    #[test]
    fn reads_groups_and_never_trusts_their_length() {
        let mut table = words(&[12, 0, 0, 0, 0, 0, 0, 2]);
        for value in [0x4e00_u32, 0x4e02, 5, 0x4e10, u32::MAX, 60_000] {
            table.extend_from_slice(&value.to_be_bytes());
        }
        let found = glyph_characters(&font(&table)).unwrap();
        assert_eq!(found[&6], '丁');
        assert_eq!(glyph_characters(b"OTTO"), None);
        assert_eq!(glyph_characters(&font(&words(&[4, 0, 0, 0xffff]))), None);
    }
}
