//! `120个功能点`, `50台`, `12万条`, `1000并发`, `2TB`, `1.7万元/人月` → [`Quantity`].

use super::measure::Context;
use super::number::Decimal;
use super::scan::{Form, Token, begins, char_at, char_before, skip_space, starts_with_any};
use super::{Comparator, Quantity};
use std::sync::LazyLock;

/// Units of Chinese characters, grouped by their first. Behind each, the characters that make
/// another word of it: 项目, 条件, 个人. Longer ones stand before shorter ones.
const UNITS: &[(&str, &str)] = &[
    ("个功能点", ""),
    ("个并发用户", ""),
    ("个并发", ""),
    ("个用户", ""),
    ("个人月", ""),
    ("个人日", ""),
    ("个人天", ""),
    ("个点位", ""),
    ("个接口", ""),
    ("个数据项", ""),
    ("个", "体别性案股税月"),
    ("個", "體別人"),
    ("功能点", ""),
    ("并发用户", ""),
    ("并发数", ""),
    ("并发", "症"),
    ("用户", "名"),
    ("人月", ""),
    ("人日", ""),
    ("人天", ""),
    ("人年", ""),
    ("人时", ""),
    ("人次", ""),
    ("人份", ""),
    ("人", "员才民工脸机口事均力士社像体行防大为类格生身文性道力"),
    ("台套", ""),
    ("台次", ""),
    ("台", "账帐湾式州风阶词灯"),
    ("套", "餐路用取装牌利"),
    ("条", "件款例码文理约形目幅带纹"),
    ("项次", ""),
    ("项", "目"),
    ("次", "要年日数生品序元级声"),
    ("份", "额子"),
    ("家", "具长庭属用电乡园居禽"),
    ("张", "家力贴三某"),
    ("路", "由径线灯口网段面基况程政桥障标"),
    ("名", "称单录字额义词誉牌为列片"),
    ("位", "置于移数次宽图列点列势"),
    ("类", "别型似目比推"),
    ("种", "类子植族养"),
    ("块", "状链"),
    ("批", "次准复发量示"),
    ("组", "织件成合长装分建"),
    ("辆", ""),
    ("座席", ""),
    ("座", "谈位标落右"),
    ("栋", ""),
    ("幢", ""),
    ("层", "级次面"),
    ("间", "隔接歇"),
    ("所", "有以在属需示述长得"),
    ("处", "理置室长罚于分方"),
    ("点位", ""),
    ("户", "籍外口型主用内"),
    ("件套", ""),
    ("件", "数均号"),
    ("株", ""),
    ("门", "户诊槛口禁类店牌"),
    ("核", "心准算对查实发电桃能"),
    ("颗", "粒"),
    ("枚", "举"),
    ("幅", "度面员射"),
    ("本", "项次系地方期体身质级科文人市省县区着来部单能平年月日章院校机案"),
    ("册", ""),
    ("页", "面码眉脚"),
    ("篇", "章幅"),
    ("轮", "流换船胎廓岗"),
    ("场景", ""),
    ("场", "景所地合馆次面站外内"),
    ("席", "位卡"),
    ("机柜", ""),
    ("根", "据本源目因除证治"),
    ("支", "持付撑出部架行路队线"),
    ("只", "有是能要读需"),
    ("盏", ""),
    ("片", "区段面"),
    ("端口", ""),
    ("节点", ""),
    ("线程", ""),
    ("坐席", ""),
    ("标段", ""),
    ("车道", ""),
    ("床位", ""),
    ("学时", ""),
    ("课时", ""),
    ("班次", ""),
    ("站点", ""),
    ("倍", "增"),
    ("字节", ""),
    ("字", "段节符典体号"),
    ("像素", ""),
    ("帧", ""),
    ("公里", ""),
    ("千米", ""),
    ("厘米", ""),
    ("毫米", ""),
    ("微米", ""),
    ("平方公里", ""),
    ("平方千米", ""),
    ("平方米", ""),
    ("立方米", ""),
    ("平米", ""),
    ("米", "饭"),
    ("公顷", ""),
    ("亩", ""),
    ("吨", ""),
    ("千克", ""),
    ("公斤", ""),
    ("克", "服隆"),
    ("千瓦时", ""),
    ("千瓦", ""),
    ("兆瓦", ""),
    ("瓦", ""),
    ("千伏安", ""),
    ("千伏", ""),
    ("伏", ""),
    ("安培", ""),
    ("赫兹", ""),
    ("升", "级降"),
    ("摄氏度", ""),
    ("兆", "瓦"),
    ("万像素", ""),
    ("笔", "记试画录者"),
    ("单", "位元独一个点据价机项向体纯"),
    ("宗", "旨教"),
    ("例", "如行会子外"),
    ("起", "来到草始步止于诉"),
    ("版", "本权面"),
    ("人民币", ""),
    ("美元", ""),
    ("欧元", ""),
    ("港元", ""),
    ("港币", ""),
    ("日元", ""),
    ("英镑", ""),
    ("对", "应接于象比外口照方手称"),
    ("副", "本主总市局职"),
    ("艘", ""),
    ("架", "构设空"),
    ("班", "级组长"),
];

/// Units of Latin letters and signs, longer ones first; a letter may not follow.
static LATIN_UNITS: &[&str] = &[
    "TB", "GB", "MB", "PB", "KB", "EB", "Tbps", "Gbps", "Mbps", "Kbps", "bps", "Gb/s", "Mb/s", "GHz", "MHz",
    "kHz", "KHz", "Hz", "kWh", "kW", "KW", "MW", "kVA", "KVA", "kV", "KV", "mAh", "Ah", "QPS", "TPS", "IOPS",
    "FPS", "fps", "qps", "tps", "km²", "km2", "km", "KM", "mm", "cm", "m²", "m2", "m³", "m3", "㎡", "㎥",
    "m", "kg", "g", "℃", "°C", "dB", "lm", "lux", "VA", "W", "V", "U", "A",
];

/// The units of Chinese characters that start with a character, longer ones first.
fn units_from(first: char) -> &'static [(&'static str, &'static str)] {
    static BY_FIRST: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
        let mut units = UNITS.to_vec();
        units.sort_by_key(|(word, _)| word.chars().next()); // stable: the order of each first character stays
        units
    });
    let units = &*BY_FIRST;
    let start = units.partition_point(|(word, _)| word.chars().next() < Some(first));
    let length = units[start..].iter().take_while(|(word, _)| word.starts_with(first)).count();
    &units[start..start + length]
}

/// The unit at a byte behind a number, and its length in bytes.
pub(super) fn unit(context: &Context<'_>, token: &Token, at: usize) -> Option<(String, usize)> {
    if token.form == Form::Half {
        return None;
    }
    let text = context.text;
    let first = char_at(text, at)?;
    if first.is_ascii() || matches!(first, '℃' | '㎡' | '㎥' | '°') {
        return latin(text, token, at);
    }
    if is_label(context, token, at) || is_article(text, token, at) {
        return None;
    }
    if is_glued(text, token.start) {
        return None; // IPv6个, H3C 5台, iVMS-8360对: digits of a name
    }
    let rest = &text[at..];
    let (word, barred) = units_from(first).iter().copied().find(|(word, _)| begins(rest, word))?;
    let end = at + word.len();
    if char_at(text, end).is_some_and(|c| barred.contains(c)) || is_other_word(text, token, word, end) {
        return None;
    }
    Some((word.to_owned(), word.len()))
}

/// Whether Latin letters stand right before a number, or before the dash before it.
fn is_glued(text: &str, start: usize) -> bool {
    let is_letter = |at: usize| char_before(text, at).is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    is_letter(start) || (text[..start].ends_with('-') && is_letter(start - 1))
}

fn latin(text: &str, token: &Token, at: usize) -> Option<(String, usize)> {
    if token.is_chinese()
        || char_before(text, token.start).is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
    {
        return None;
    }
    let rest = &text[at..];
    let known =
        LATIN_UNITS.iter().copied().find(|word| begins(rest, word) && !continues_latin(&rest[word.len()..]));
    if let Some(word) = known {
        return Some((word.to_owned(), word.len()));
    }
    // 1000M, 10G: not 5G and its kin, which are networks.
    let size = ['G', 'M', 'T', 'K'].into_iter().find(|letter| rest.starts_with(*letter))?;
    let is_generation = size == 'G' && token.value < Decimal::integer(7);
    (!is_generation && !continues_latin(&rest[1..])).then(|| (size.to_string(), 1))
}

fn continues_latin(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// A heading's number in front of its title: `1.2 个人中心`, `3 项目背景`.
fn is_label(context: &Context<'_>, token: &Token, at: usize) -> bool {
    let has_decimals = token.value.scale() > 0;
    !context.is_cell && has_decimals && at > token.end && context.text[..token.start].trim().is_empty()
}

/// 一个, 一项: an article, not a count, unless a bound says otherwise (不少于一套).
fn is_article(text: &str, token: &Token, at: usize) -> bool {
    if &text[token.start..token.end] != "一" {
        return false;
    }
    let counted = starts_with_any(text, at, &["套", "台", "座", "辆", "人月", "人日", "人天"]).is_some();
    let bounded = super::comparator::before(text, token.start).0 != Comparator::Exactly;
    let adverb = char_before(text, token.start).is_some_and(|c| "统同单唯逐每任进另这那哪某其之".contains(c));
    adverb || !(counted || bounded)
}

/// Words that the next character alone does not tell.
fn is_other_word(text: &str, token: &Token, word: &str, end: usize) -> bool {
    let rest = &text[end..];
    let is_formula = || {
        let operator = char_before(text, token.start).filter(|c| matches!(c, '+' | '/' | '*'));
        operator.is_some_and(|c| {
            char_before(text, token.start - c.len_utf8()).is_some_and(|c| c.is_ascii_alphabetic() || c == ')')
        })
    };
    // 二次开发, 二类费用: two things are 两次, 两类.
    let is_second = || &text[token.start..token.end] == "二" && "次类层组批种部位版级".contains(word);
    if is_second() || is_formula() {
        return true; // N+2 家
    }
    match word {
        "个" => {
            rest.starts_with("人信")
                || rest.starts_with("人隐")
                || rest.starts_with("人数")
                || rest.starts_with("人中")
        }
        "套" | "台" | "人" => false,
        // Street names, 一路走来, 一对一, 一起, 三版: only digits count these.
        "路" | "对" | "起" | "版" | "单" | "本" | "升" | "点位" | "架" | "班" | "根" | "支" | "只" | "所"
        | "处" | "位" | "片" | "例" | "字" | "场" | "层" | "门" | "米" | "克" | "副" | "兆" => {
            token.is_chinese()
        }
        _ => false,
    }
}

/// `/人月` behind a unit: what one costs or happens per; its name, and its length in bytes.
pub(super) fn rate(rest: &str) -> Option<(&str, usize)> {
    const PER: [&str; 46] = [
        "功能点",
        "平方米",
        "人月",
        "人日",
        "人天",
        "人年",
        "人次",
        "小时",
        "分钟",
        "季度",
        "学时",
        "课时",
        "公里",
        "年",
        "月",
        "日",
        "天",
        "周",
        "时",
        "秒",
        "分",
        "次",
        "台",
        "套",
        "个",
        "项",
        "人",
        "户",
        "条",
        "点",
        "米",
        "路",
        "家",
        "件",
        "份",
        "张",
        "辆",
        "核",
        "节点",
        "用户",
        "系统",
        "GB",
        "TB",
        "G",
        "s",
        "h",
    ];
    let before = skip_space(rest, 0);
    let slash = rest[before..].chars().next().filter(|c| matches!(c, '/' | '／'))?;
    let at = skip_space(rest, before + slash.len_utf8());
    let per = PER.iter().copied().filter(|per| begins(&rest[at..], per)).max_by_key(|per| per.len())?;
    let end = at + per.len();
    let continues = per.is_ascii() && continues_latin(&rest[end..]);
    (!continues).then(|| (&rest[at..end], end))
}

/// The value; `None` on overflow.
pub(super) fn value(low: Decimal, high: Decimal, unit: String, comparator: Comparator) -> Option<Quantity> {
    Some(Quantity { low_milli: low.scaled(1000)?, high_milli: high.scaled(1000)?, unit, comparator })
}

#[cfg(test)]
mod tests {
    use crate::fact::testing::check;

    #[test]
    fn reads_quantities() {
        check(&[
            ("服务器«50台»", &["50台"]),
            ("服务器«不少于 50 台»", &["≥50台"]),
            ("«1,200 个»点", &["1200个"]),
            ("«120个功能点»", &["120个功能点"]),
            ("«350 功能点»", &["350功能点"]),
            ("工作量«45.5人月»", &["45.5人月"]),
            ("«120人日»,«30人天»", &["120人日", "30人天"]),
            ("数据«12万条»", &["120000条"]),
            ("数据«1.2亿条以上»", &["≥120000000条"]),
            ("数据«10余万条»", &[">100000条"]),
            ("支持«1000并发»", &["1000并发"]),
            ("支持«≥500个并发用户»", &["≥500个并发用户"]),
            ("存储«2TB»,内存«64 GB»", &["2TB", "64GB"]),
            ("带宽«1000M»,«10G»", &["1000M", "10G"]),
            ("路线«320公里»,面积«80平方米»", &["320公里", "80平方米"]),
            ("视频«2000路»", &["2000路"]),
            ("«三个»中心,«两套»系统", &["3个", "2套"]),
            ("采购«一套»系统", &["1套"]),
            ("«不少于一项»", &["≥1项"]),
            ("«5-10人»", &["5~10人"]),
            ("«十多家»单位", &[">10家"]),
            ("单价«17000元/人月»", &["17000元/人月"]),
            ("单价«1.7万元/人月»", &["1.7万元/人月"]),
            ("吞吐«5000次/秒»", &["5000次/秒"]),
            ("分别为«3»、«4»、«5台»", &["3台", "4台", "5台"]),
            ("«１０台»", &["10台"]),
            ("提高«3倍»", &["3倍"]),
            ("费用«100万美元»", &["1000000美元"]),
        ]);
    }

    #[test]
    fn leaves_other_numbers() {
        check(&[
            ("1.2 个人中心", &[]),
            ("3 项目背景", &[]),
            ("第7条,第3项,表3 台账,图2 个", &[]),
            ("建设一个平台,完善一项制度,统一套件", &[]),
            ("3条件,2路由器,5人员,2次要", &[]),
            ("中山一路,二路", &[]),
            ("5G网络,4G", &[]),
            ("二次开发,二类费用,N+2家", &[]),
            ("IPv6个,H264路", &[]),
            ("数百台,几十个,数十家", &[]),
            ("单位：个,单位:万元", &[]),
            ("电话0793-8212345,邮编334000", &[]),
        ]);
    }
}
