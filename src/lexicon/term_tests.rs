//! Terms in sentences: what is found, and what only looks like it.

use super::Lexicon;

/// `set: sentence`, with every term that must be found in «».
const SENTENCES: &str = "
supervision: 本项目拟聘请具有相应资质的«监理单位»承担«项目监理»工作。
supervision: 戒毒监理会与财务总监列席。
free-maintenance: 验收合格后提供不少于三年的«免费运维服务»。
free-maintenance: «质保期»自终验之日起计算，质保金为合同额的5%。
free-maintenance: 拨打免费服务热线咨询。
trial-operation: 系统«上线试运行»不少于1个月，«试运行»结束出具评价意见。
preliminary-acceptance: 验收分«初步验收»和竣工验收两个阶段。
final-acceptance: 验收分初步验收和«竣工验收»两个阶段，«终验»后移交。
government-cloud: 系统部署在«市政务云平台»，不另建机房。
government-cloud: 租用公有云资源。
exchange-platform: 通过«市数据共享交换平台»向各部门推送数据。
exchange-platform: 接入«电子政务共享数据统一交换平台»。
city-plan: 项目符合《某市«新型智慧城市发展规划»》。
city-plan: 由自然资源和规划局、城市规划设计研究院参加。
no-duplication: 依托现有平台，«避免重复建设»。
quarterly-report: 项目单位«按季度»报送«项目执行情况»。
review-fee: «专家评审费»2万元。
review-fee: 密码评估费8万元。
classified-protection: 按照«网络安全等级保护»第三级建设。
classified-protection: 文物保护等级为国家级。
filing: «到公安机关备案»并取得«备案证明»。
filing: 完成ICP备案和网站备案。
assessment: 每年开展一次«等级测评»。
assessment: 提供学生测评和教学测评功能。
cryptography: 采用«国密算法»«SM4»加密，编制«密码应用方案»。
cryptography: 支持登录密码找回、修改密码。
personal-information: 落实«个人信息保护»要求。
ipv6: 网络和应用支持«IPv6»，兼容«ＩＰＶ６»与«ipv6地址»。
service-purchase: 本项目以«政府购买服务»方式实施。
development-effort: «开发工作量»共120«人月»，«功能点»860个。
development-effort: 减轻工作量，便于功能点击操作。
excluded-items: 采购«台式机»10台、«复印机»2台、«移动硬盘»5块、«硒鼓»20个。
excluded-items: 采购高清网络摄像机、机房专用空调，含机房装修。
secrecy-marks: «机密★1年»
secrecy-marks: «密级：秘密»
secrecy-marks: 本项目为非涉密项目，保守商业秘密。
secrecy-none: 密级为公开，«非涉密项目»。
see-attachment: 设备清单«详见附件»。
see-attachment: 采用负载均衡策略，战略规划概略。
negation: 本项目«不涉及»数据共享，«暂不»接入。
negation: 质保期不少于3年，支持无线网络和非结构化数据，提供免费运维。
conditional: «必要时»«可»扩容。
conditional: 系统可靠性高，支持可视化。
vague: «显著提升»«治理能力»，«大幅提高»效率。
measured-objects: «平均响应时间»不超过2秒，«网办率»达到95%。
technical-feasibility: «技术成熟»，有«成功案例»，经«方案比选»确定。
economic-rationality: «投资合理»，«性价比高»。
qualified: 由«具有相应资质»的单位承担。
existing-systems: 与«部门现有业务系统»对接。
sharing: 与公安部门«数据共享»。
sharing: 共享单车停放管理，支持文件共享。
intellectual-property: «源代码»«归建设单位所有»。
third-party-testing: 委托«第三方机构»开展«软件测评»。
";

#[test]
fn terms_are_found_and_what_looks_like_them_is_not() {
    let lexicon = Lexicon::builtin();
    let mut wrong = Vec::new();
    for (name, marked) in SENTENCES.lines().filter_map(|line| line.split_once(": ")) {
        let set = lexicon.term_set(name).unwrap_or_else(|| panic!("no set {name}"));
        let text: String = marked.chars().filter(|c| !matches!(c, '«' | '»')).collect();
        let hits = lexicon.find(&text);
        let found: Vec<&str> = hits.all(set).iter().map(|span| &text[span.range()]).collect();
        let expected: Vec<&str> =
            marked.split('«').skip(1).filter_map(|rest| Some(rest.split_once('»')?.0)).collect();
        if found != expected {
            wrong.push(format!("{name}: {text}\n  found {found:?}\n  expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_set_has_terms_and_none_is_forbidden_by_its_own_guards() {
    let lexicon = Lexicon::builtin();
    let terms = include_str!("../../outlines/lexicon/terms.toml");
    let data: super::data::TermFile<'static> = toml::from_str(terms).expect("loads");
    let mut count = 0;
    for set in &data.set {
        let id = lexicon.term_set(set.id).expect("its own name");
        let terms: Vec<_> = super::data::words(set.terms).collect();
        assert!(!terms.is_empty(), "{}", set.id);
        for term in terms {
            assert!(!lexicon.find(&term).all(id).is_empty(), "{}: {term} is never found", set.id);
            count += 1;
        }
    }
    println!("{count} terms");
    assert!(count >= 2000, "{count}");
}
