//! Name of a budget line → the class of what it pays for. In Chinese the last word decides:
//! 数据库服务器 is hardware, 服务器操作系统 is software.

use super::words::{List, Words};

/// Longest name that is looked at, in characters; what follows is a remark.
const LONGEST_NAME: usize = 60;

/// The classes of budget lines.
#[derive(Debug)]
pub(super) struct LineClasses {
    pub(super) ids: List<&'static str>,
    pub(super) terms: Words<Term>,
    /// Length of the longest term, in characters.
    pub(super) longest: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    /// Index of its class.
    pub(super) class: u16,
    pub(super) weak: bool,
}

impl LineClasses {
    /// The class of a normalised name: by the term that ends last, the longest of those; a weak term
    /// decides only where there is no other.
    pub(super) fn class(&self, core: &str) -> Option<&'static str> {
        let mut starts: Vec<usize> = core.char_indices().map(|(at, _)| at).collect();
        starts.push(core.len());
        starts.truncate(LONGEST_NAME + 1);
        let mut weak = None;
        for end in (1..starts.len()).rev() {
            for length in (1..=end.min(self.longest)).rev() {
                match self.terms.get(&core[starts[end - length]..starts[end]]) {
                    Some(term) if !term.weak => return Some(self.ids[usize::from(term.class)]),
                    Some(term) => weak = weak.or(Some(term.class)),
                    None => {}
                }
            }
        }
        weak.map(|class| self.ids[usize::from(class)])
    }
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;

    /// Class and names of lines; `-` for lines that pay for nothing by themselves.
    const LINES: &str = "
hardware: 应用服务器；数据库服务器；核心交换机；万兆光模块；下一代防火墙；日志审计系统；堡垒机；磁盘阵列存储；机柜；UPS不间断电源；LED显示屏；高清网络摄像机
hardware: 视频监控系统设备；硬件设备购置费；一、硬件部分；机房装修；密码机；签名验签服务器；数据库审计系统；人脸识别终端；网络安全设备；测试服务器；服务器及存储设备
hardware: 办公电脑
packaged-software: 服务器操作系统；国产操作系统（服务器版）；数据库软件；关系型数据库管理系统；应用中间件；系统软件购置费；GIS平台软件；杀毒软件；备份软件
development: 应用软件开发费；应用软件定制开发；业务审批子系统；综合监管平台；数据分析展示模块；移动端APP开发；统计分析功能；用户管理；系统接口开发；信创适配改造
development: 可视化大屏开发；软件开发费（人月）；运维管理系统开发；培训管理模块；验收管理功能开发；监理管理子系统；数据交换平台；应用支撑平台开发
data: 数据治理服务；历史数据迁移；数据采集加工费；资源目录编制；档案数字化加工；三维建模服务
integration: 系统集成费；软硬件安装调试费；项目实施费；系统部署服务
cloud: 云资源租赁费；政务云服务费；互联网专线租赁；短信服务费；云主机
management: 项目管理费；建设单位管理费
supervision: 工程监理费；信息系统工程监理服务费；项目监理
consulting: 方案设计费；可行性研究报告编制费；前期咨询费；标准规范编制；造价咨询费；审计费
tendering: 招标代理服务费；采购代理费
testing: 软件测试费；第三方软件测评费；第三方测试；验收测评费
security-assessment: 等保测评费；网络安全等级保护测评（三级）；信息安全风险评估；渗透测试服务；等级保护测评服务费；安全服务
cryptography-assessment: 密评费；商用密码应用安全性评估
acceptance: 项目验收费；竣工验收费用
review: 专家评审费；方案评审费
training: 人员培训费；培训费（含教材）
reserve: 预备费；不可预见费；基本预备费（5%）
maintenance: 三年运维服务费；系统运行维护费；驻场人员服务费；年度维保；打印耗材
other: 其他费用；土建工程；工程建设其他费用
-: 合计；小计；总计；一
";

    #[test]
    fn the_last_word_of_a_line_decides() {
        let mut count = 0;
        for (class, names) in LINES.lines().filter_map(|line| line.split_once(": ")) {
            for name in names.split('；') {
                let found = Lexicon::builtin().line_class(name).unwrap_or("-");
                assert_eq!(found, class, "{name}");
                count += 1;
            }
        }
        assert!(count >= 100, "{count}");
    }

    #[test]
    fn strange_names_do_no_harm() {
        let long = "设备".repeat(10_000);
        assert_eq!(Lexicon::builtin().line_class(&long), Some("hardware"));
        for name in ["", " ", "（）", "—", "１２３", "\u{0}"] {
            assert_eq!(Lexicon::builtin().line_class(name), None, "{name}");
        }
    }
}
