//! Labelled headings: what a person takes them to mean, against what the matcher says.

use super::{ConceptId, Lexicon};
use std::collections::BTreeSet;

/// `heading = concepts`; `?` marks a concept that a person may also accept.
const HEADINGS: &str = "
第一章 总论 = overview
一、项目概况 = overview
1.1 项目名称 = overview
项目基本信息 = overview
工程概况（含建设地点） = overview
编制说明 = overview
项目建设概况 = overview
项目单位及负责人 = owner-profile
建设单位基本情况及职能 = owner-profile
申报单位简介 = owner-profile
单位职能与机构设置 = owner-profile
编制依据 = basis
方案编制的主要依据 = basis
政策文件及标准规范 = basis standards
相关法律法规 = basis
项目建设背景及依据 = background basis
与新型智慧城市发展规划的符合性 = basis
与“十四五”规划的衔接 = basis
项目提出的背景 = background
行业发展现状及趋势 = background current-state
国内外发展现状 = background
项目建设的意义和必要性 = necessity
立项的必要性 = necessity
项目建设的紧迫性 = necessity
升级改造的必要性分析 = necessity
信息化应用现状及存在的主要问题 = current-state
现有业务系统及软硬件资源现状 = current-state
网络安全现状分析 = current-state
已建系统情况 = current-state
存在的问题和差距 = current-state
业务痛点分析 = current-state
需求分析 = demand
信息安全需求 = demand
数据共享需求分析 = demand
等级保护需求分析 = demand
业务流程与业务量分析 = demand
性能需求及存储量测算 = demand
用户角色分析 = demand
部门间信息共享需求 = demand
用户对系统的需求 = demand
总体目标与分期目标 = goals
建设目标和主要建设内容 = goals content
项目建设目标和内容 = goals content
建设目标、任务与规模 = goals content
预期成果和量化指标 = goals
项目验收和绩效考核的定量指标 = goals ?acceptance ?performance
本期建设目标 = goals
本期项目建设任务 = content
主要建设内容及规模 = content
建设范围与边界 = content
总体设计 = design
系统总体架构 = design
技术方案 = design
本期项目建设方案 = design
总体技术架构设计 = design
网络拓扑设计 = design
应用支撑平台和应用系统设计 = design
设计原则与思路 = design
部署架构设计 = design ?cloud
功能架构图说明 = ?design
技术路线及关键技术 = technology
系统性能指标 = technology
软硬件选型原则 = technology
开发工具及环境 = technology
信息资源规划和数据库设计 = data-resources
数据资源建设方案 = data-resources
数据治理与数据标准 = data-resources
数据库逻辑设计 = data-resources
数据归集与清洗 = data-resources
信息共享方案 = sharing
数据共享交换设计 = sharing
政务信息资源共享与业务协同 = sharing
部门间数据共享 = sharing
接入市级共享交换平台 = sharing
与市数据共享交换平台的对接 = sharing ?interconnection
数据共享开放方案 = sharing
信息资源共享分析 = sharing
互联互通与业务协同 = sharing
信息共享和安全设计 = sharing security
信息安全 = security
网络安全设计 = security
信息安全保障体系建设 = security
安全系统设计 = security
系统安全设计方案 = security
安全防护体系 = security
网络与信息安全保障措施 = security
本项目安全方案 = security
大数据平台安全体系设计 = security
安全管理制度 = security
安全技术体系与安全管理体系 = security
应用安全与主机安全 = security
网络安全“三同步” = security
等级保护 = classified-protection
网络安全等级保护方案 = classified-protection
等保定级与备案 = classified-protection
系统定级和等保测评 = classified-protection
三级等保建设方案 = classified-protection
商用密码应用方案 = cryptography
密码应用与安全性评估 = cryptography
国密改造 = cryptography
密码应用安全性评估（密评） = cryptography
数据安全及个人信息保护 = data-security
数据全生命周期安全 = data-security
数据备份与恢复方案 = data-security
数据分类分级保护 = data-security
信创适配方案 = xinchuang
国产化适配与替代 = xinchuang
自主可控要求 = xinchuang
政务云部署方案 = cloud
系统上云方案 = cloud
云资源需求 = demand ?cloud
云资源申请及测算 = cloud
系统部署与运行环境 = cloud design
IPv6改造 = ipv6
ＩＰＶ６支持情况 = ipv6
支持IPv4/IPv6双栈 = ipv6
软硬件配置清单 = hardware-list
主要设备清单及参数 = hardware-list
硬件设备选型与配置 = hardware-list
项目实施计划 = implementation
实施进度安排 = implementation
建设周期和里程碑 = implementation
项目进度计划与组织保障 = implementation organisation
分期实施计划 = implementation
建设工期 = implementation
项目组织机构和人员 = organisation
组织机构与项目管理 = organisation
项目领导小组及职责 = organisation
质量保证措施 = organisation
季度报告制度 = organisation
项目监理 = supervision
工程监理与项目管理 = supervision organisation
监理单位资质要求 = supervision
监理费用 = ?supervision ?investment
人员培训方案 = training
培训与售后服务 = training maintenance
用户培训计划 = training
项目验收 = acceptance
初步验收与竣工验收 = acceptance
测试与验收方案 = testing acceptance
验收标准和验收程序 = acceptance
试运行方案 = trial-operation
系统试运行及验收 = trial-operation acceptance
试运行期安排 = trial-operation
运行维护 = maintenance
三年免费运维服务 = maintenance
售后服务承诺 = maintenance
质保期服务方案 = maintenance
运维方案与应急预案 = maintenance emergency
运维服务内容 = maintenance
技术支持和维护 = maintenance
投资概算 = investment
投资估算与资金来源 = investment funds
投资概算与资金筹措 = investment funds
项目总投资估算及构成 = investment
费用测算依据和过程 = investment
软件开发工作量估算 = investment
经费预算明细表 = investment
三、投资概算（单位：万元） = investment
运维费用测算 = investment
某某市公安局智慧警务平台建设项目投资概算 = investment
資金來源 = funds
资金来源及落实情况 = funds
建设资金筹措方案 = funds
年度投资计划 = annual-plan
分年度资金安排 = annual-plan
资金来源与年度投资计划 = funds annual-plan
效益分析 = benefit
经济效益和社会效益 = benefit
经济、社会效益分析 = benefit
社会效益 = benefit
效益与风险分析 = benefit risk
项目绩效目标 = performance
绩效目标及指标 = performance
绩效考核指标体系 = performance
风险分析及对策 = risk
项目风险与风险管理 = risk
实施风险及应对措施 = risk
可行性分析 = feasibility
项目建设的必要性和可行性 = necessity feasibility
技术可行性分析 = technical-feasibility
技术与经济可行性 = technical-feasibility economic-feasibility
技术可行性和经济合理性 = technical-feasibility economic-feasibility
经济合理性 = economic-feasibility
环保、消防、职业安全和节能 = energy-environment
节能分析 = energy-environment
环境影响评价 = energy-environment
安全生产与文明施工 = energy-environment
消防安全 = energy-environment
招标方案 = bidding
招投标范围和方式 = bidding
政府采购方式 = bidding
结论与建议 = conclusion
主要研究结论 = conclusion
附件 = attachments
附表、附图及附件 = attachments
政务数据共享资源目录 = catalogue
信息资源目录编制 = catalogue
数据资源目录及共享清单 = catalogue sharing
知识产权归属 = intellectual-property
源代码与知识产权 = intellectual-property
软件测试方案 = testing
第三方测评 = testing
功能测试与性能测试 = testing
运营模式 = operations
项目运营方案 = operations
应急预案 = emergency
网络安全应急响应 = emergency
应急处置与恢复 = emergency
标准规范体系建设 = standards
遵循的标准规范 = standards
与现有系统的关系 = interconnection
与省级平台的对接 = interconnection
系统接口设计 = interconnection
现有资源利旧情况 = interconnection
系统集成与接口 = interconnection
避免重复建设说明 = interconnection
项目背景 = background
建设目标与愿景 = goals
研究范围与内容 = overview
现状与需求分析 = current-state demand
城市政务信息化现状 = current-state
业务流程痛点分析 = current-state ?demand
用户需求与期望 = demand
建设必要性与紧迫性 = necessity
总体建设方案 = design
总体架构设计 = design
技术路线选型 = technology
数据架构与治理 = data-resources
安全与隐私保护 = security data-security
标准规范体系 = standards
关键技术成熟度评估 = technical-feasibility ?technology
技术架构可行性 = technical-feasibility
技术实施路径 = technology ?implementation
经济可行性分析 = economic-feasibility
投资估算 = investment
资金筹措 = funds
经济效益分析 = benefit
社会与政策可行性分析 = feasibility
政策环境分析 = background ?basis
法律法规符合性 = basis
风险与应对措施 = risk
实施计划与保障措施 = implementation organisation
组织保障 = organisation
资源保障 = organisation
运维保障 = maintenance
效益评估与风险评估 = benefit risk
经济效益评估 = benefit
风险应对措施 = risk
综合结论 = conclusion
展望与期待 = ?conclusion
附录与参考资料 = attachments ?basis
相关法律法规与政策文件 = basis
技术标准与规范 = standards
参考文献与资料来源 = ?basis ?attachments
项目单位情况 = owner-profile
项目建设单位概况 = owner-profile
项目负责人 = owner-profile
项目名称和类型 = overview
项目建设依据 = basis
政策依据 = basis
项目建设的可行性 = feasibility
项目目标与建设内容 = goals content
项目需求分析与现状评估 = demand current-state
非功能性需求分析 = demand
安全与合规需求分析 = demand
技术架构与系统设计 = design
基础设施设计 = design
实施策略与路径规划 = implementation
总体实施策略 = implementation
分阶段实施计划 = implementation
关键任务与里程碑 = implementation ?content
资源保障与组织保障 = organisation
投资估算与资金筹措 = investment funds
投资估算依据与范围 = investment
投资估算明细 = investment
资金筹措方案 = funds
经济效益与社会效益分析 = benefit
技术风险分析 = risk
数据与安全风险分析 = risk
实施风险分析 = risk
效益评估与可持续发展 = benefit ?operations
可持续发展能力评估 = ?operations ?benefit
组织保障与培训计划 = organisation training
组织架构与职责分工 = organisation
人员配置与能力建设 = organisation
培训计划与知识转移 = training
项目进度管理 = implementation
现存基础设施的瓶颈与挑战 = current-state
项目总体目标与阶段性指标 = goals
理论框架与建设原则 = design
分阶段实施策略与关键里程碑 = implementation
资源需求与保障机制 = demand organisation
风险评估与应对措施 = risk
核心系统架构与技术实现 = design
系统总体架构设计 = design
数据中台建设与治理体系 = data-resources
网络安全与防护体系 = security
项目管理与质量保障 = organisation
项目组织架构与职责分工 = organisation
进度控制与里程碑管理 = implementation
质量保障体系与测试策略 = organisation testing
风险管理与应急预案 = risk emergency
资源整合与协同机制 = interconnection sharing
跨部门协同治理架构 = ?sharing
数据共享与标准体系 = sharing standards
社会资本参与模式 = ?operations
政策法规保障 = organisation
资金保障与可持续运营 = funds operations
人才保障与能力建设 = organisation
预期效果与效益评估 = benefit
经济效益量化分析 = benefit
应急响应与处置流程 = emergency
技术演进与系统升级 = ?maintenance
应用场景深化与拓展 = ?demand
项目总结 = conclusion
总体实施方案 = implementation
建设范围 = content
建设依据 = basis
系统总体需求 = demand
系统整合及数据的平滑过渡 = interconnection ?data-resources
数据中心基础数据库 = ?data-resources
扩展接口 = interconnection
门户平台系统需求 = demand
总体设计原则 = design
标准体系设计 = standards
标准体系的编制原则 = standards
标准体系框架结构 = standards
系统设计技术路线 = technology
项目目标与范围 = goals content
技术现状评估 = current-state
用户痛点与改进方向 = current-state
合规性与安全性要求 = security
技术方案设计 = design
微服务与容器化部署 = ?cloud ?technology
数据中台与智能引擎 = ?data-resources
安全与隐私保护设计 = security data-security
国产化与信创适配 = xinchuang
实施计划与资源保障 = implementation organisation
项目实施路线图 = implementation
组织架构与团队配置 = organisation
资源投入与预算估算 = investment
风险管理与应对措施 = risk
投资估算与经济效益分析 = investment benefit
资金筹措与使用计划 = funds
技术成熟度评估 = technical-feasibility
技术实现路径 = technology
技术风险与应对 = risk
技术效益与创新点 = benefit technology
运营与维护方案 = operations maintenance
运维体系设计 = maintenance
运维流程与规范 = maintenance
运维团队与能力建设 = maintenance
风险分析与应对 = risk
综合可行性结论 = feasibility conclusion
项目总体结论 = conclusion
具体实施建议 = conclusion
后续工作展望 = ?conclusion
项目相关附件 = attachments
建设目标与原则 = goals design
技术路线与选型 = technology
实施计划与里程碑 = implementation
系统详细设计 = design
功能模块设计 = design
数据架构设计 = data-resources
接口设计 = interconnection
安全设计 = security
项目实施与管理 = implementation organisation
实施计划与进度管理 = implementation
资源与成本管理 = organisation
质量与沟通管理 = organisation
安全与合规风险分析 = risk
运营与可持续发展风险分析 = risk
效益评价与结论 = benefit conclusion
运营维护方案 = operations maintenance
运营体系设计 = operations
运维管理机制 = maintenance
用户培训与推广 = training
绩效评估与考核 = performance
项目实施保障措施 = organisation
监督与评估保障 = ?organisation
附录与说明 = attachments
技术发展趋势 = background
挑战与机遇 = background
政策与制度可行性 = feasibility
社会与环境可行性 = feasibility
安全架构设计 = security
大数据处理与存储技术 = ?technology ?data-resources
云原生与微服务技术 = ?technology
总体架构设计原则 = design
效益评估指标体系 = benefit ?performance
项目简介 = overview
项目名称、项目业主单位 = overview owner-profile
项目建设内容概况 = content
项目负责人及联系电话 = owner-profile
项目总体目标 = goals
项目业务现状、必要性和需求分析 = current-state necessity demand
项目方案 = design
项目信息资源 = data-resources
项目安全设计及安全评估服务 = security
项目投资概算 = investment
附录和附件 = attachments
建设意义及发展现状 = necessity current-state
规划概述 = overview
规划编制依据 = basis
建设的基本条件 = feasibility ?current-state
基本原则 = design
重点实施项目 = content
推进计划 = implementation
资金保障 = funds
国内外先进城市案例解析 = background
总体发展愿景 = goals
运营维护体系与标准规范建设 = operations maintenance standards
网络安全与标准规范体系的构建 = security standards
总体战略目标与分阶段实施路径 = goals implementation
核心痛点与问题定义 = current-state
";

/// Headings that open none of the chapters.
const FOREIGN: &str = "
安全管理模块；用户权限管理；培训管理子系统；运维管理平台；绩效考核系统；应急指挥系统；风险预警平台；数据共享服务模块；视频监控系统
智能运维系统；出入口安全管理；公共安全视频监控；安全生产监管系统；道路交通安全监测；食品安全追溯；消防安全物联网监测平台；校园安全管理系统
信息发布功能；统计分析；系统登录；个人中心；流程管理；报表中心；消息推送；表3-1 投资概算表；图 2 总体架构；表1 项目总投资构成
交通事故信息表；用户信息表；投标人须知；评标办法；合同价格和费用；投标报价；招标公告；招标文件的澄清；知识产权局业务系统；课程资源目录
图书借阅子系统；资产管理系统；共享单车数据；密码找回；登录密码修改；目标识别算法；培训机构监管；招商项目管理；收费标准管理；出租车管理
人脸识别；车辆检测；水质监测；气象数据；前端感知设备布点；指挥大厅显示系统；移动执法终端；地图服务；工作流引擎；预算执行监控系统
投资项目在线审批；验收单管理；应急物资管理；项目库管理；一网统管专题应用；领导驾驶舱；智慧社区服务；环境监测指数；特种设备安全监察
农产品质量安全；班级管理；安全；安全管理；社会接受度与公众参与；政策与市场双重驱动下的建设契机；空间布局与功能模块设计；人工智能与算法模型应用
产业链生态构建策略；治理效能全面提升；持续改进与迭代优化；电子政务软件系统；系统平台；查询分析与决策支持；严格的权限管理；数字档案管理
公文管理子系统；收文管理；待办事宜管理；系统管理子系统；网上申报功能；关键技术术语解释
";

fn foreign() -> impl Iterator<Item = &'static str> {
    FOREIGN.split(['；', '\n']).filter(|heading| !heading.is_empty())
}

fn labelled() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lines = HEADINGS.lines().filter_map(|line| line.split_once('='));
    lines
        .map(|(heading, labels)| (heading.trim(), labels.split_whitespace().collect()))
        .chain(foreign().map(|heading| (heading, Vec::new())))
}

fn names(concepts: &[ConceptId]) -> BTreeSet<String> {
    let all: Vec<&str> = Lexicon::builtin().concept_names().collect();
    concepts.iter().map(|concept| all[usize::from(concept.0)].to_owned()).collect()
}

#[test]
fn most_headings_mean_what_a_person_takes_them_to_mean() {
    let (mut right, mut wrong, mut missed, mut count) = (0, 0, 0, 0);
    for (heading, labels) in labelled() {
        let found = Lexicon::builtin().match_heading(heading);
        let said = names(&found.certain);
        let expected: BTreeSet<String> =
            labels.iter().filter(|label| !label.starts_with('?')).map(|label| (*label).to_owned()).collect();
        let strange: Vec<_> = said
            .iter()
            .filter(|name| !labels.iter().any(|label| label.trim_start_matches('?') == name.as_str()))
            .collect();
        let absent: Vec<_> = expected.difference(&said).collect();
        if !strange.is_empty() || !absent.is_empty() {
            println!(
                "{heading}: strange {strange:?}, absent {absent:?}, possible {:?}",
                names(&found.possible)
            );
        }
        count += 1;
        right += expected.len() - absent.len();
        wrong += strange.len();
        missed += absent.len();
    }
    let precision = 1000 * right / (right + wrong);
    let recall = 1000 * right / (right + missed);
    println!(
        "{count} headings: precision {precision} ‰, recall {recall} ‰ ({right} right, {wrong} wrong, {missed} missed)"
    );
    assert!(count >= 150);
    assert!(precision >= 940, "precision {precision} ‰");
    assert!(recall >= 900, "recall {recall} ‰");
}

#[test]
fn foreign_headings_are_never_certain() {
    for heading in foreign() {
        let found = Lexicon::builtin().match_heading(heading);
        let said = names(&found.certain);
        let known_weak_spot = heading == "空间布局与功能模块设计";
        assert!(said.is_empty() || known_weak_spot, "{heading}: {said:?}");
    }
}

#[test]
fn near_misses_are_possible_and_at_most_three() {
    let lexicon = Lexicon::builtin();
    for (heading, concept) in [("安全", "security"), ("安全管理", "security"), ("简介", "overview")] {
        let found = lexicon.match_heading(heading);
        assert!(found.certain.is_empty(), "{heading}");
        assert!(names(&found.possible).contains(concept), "{heading}");
    }
    for (heading, _) in labelled() {
        let found = lexicon.match_heading(heading);
        assert!(found.possible.len() <= 3, "{heading}");
        assert!(found.certain.iter().all(|concept| !found.possible.contains(concept)), "{heading}");
    }
}

#[test]
fn strange_headings_do_no_harm() {
    let long = "安全".repeat(10_000);
    let odd = ["", "、", "与", "（）", "《》", "的", "3.2", "——", "\u{0}", "（一", "𠀀𠀀", &long];
    for heading in odd {
        let found = Lexicon::builtin().match_heading(heading);
        assert!(found.certain.is_empty(), "{heading}");
    }
}
