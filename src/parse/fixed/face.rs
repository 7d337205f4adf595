//! The name of a face → whether it is one that headings are set in.

/// Whether the name says bold. 黑体 is the face that Chinese headings are set in.
pub(in crate::parse) fn names_bold_face(name: &str) -> bool {
    let name = name.rsplit_once('+').map_or(name, |(_, face)| face).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    // 微软雅黑 is a face for running text.
    let is_hei = has(&["黑体", "simhei", "heiti", "stxihei", "sthei", "fzhei"]) && !has(&["yahei", "雅黑"]);
    is_hei || has(&["bold", "black", "heavy", "粗", "大标宋", "小标宋", "xbs", "dbs"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_of_headings_are_told_by_their_names() {
        for name in ["ABCDEF+SimHei", "黑体", "Arial-BoldMT", "FZHTK--GBK1-0,Bold", "方正小标宋简体"]
        {
            assert!(names_bold_face(name), "{name}");
        }
        for name in ["MicrosoftYaHei", "SimSun", "FangSong_GB2312", "宋体", "微软雅黑"] {
            assert!(!names_bold_face(name), "{name}");
        }
    }
}
