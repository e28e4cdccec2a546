"""The words of the audit page: what each verb and kind of thing is called; a test holds the verbs complete."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    "call_off_duty": _("取消值班"),
    "correct_need": _("更正居民需求"),
    "correct_session": _("更正站点日志"),
    "set_station_phone": _("改站点电话"),
    "undo_take_back": _("撤销归还"),
    "withdraw_assessment": _("收回自评"),
    "withdraw_need": _("收回居民需求"),
    "withdraw_proof": _("收回站点证据"),
    "withdraw_session": _("收回站点日志"),
    "accept_application": _("同意加入申请"), "accept_invitation": _("接受邀请"), "accept_transfer": _("同意转入时长"),
    "add_cosignature": _("加上见证签名"), "add_department": _("加了一个部门"), "add_grid": _("画了网格"),
    "add_opening": _("加了开放时间"), "add_proof": _("交了站点证据"), "add_second_factor": _("加了第二重验证"),
    "add_service": _("加了服务项目"), "add_station": _("登记了服务站"), "add_zone": _("画了环卫片区"),
    "alert_uncovered_duty": _("提醒值班缺人"), "allow_recipient": _("同意提供给其他单位"),
    "answer_application": _("答复报名申请"),
    "answer_backfill": _("答复补录"), "answer_need": _("答复居民需求"), "answer_objection": _("答复证明异议"),
    "answer_report": _("答复时长异议"), "answer_right": _("答复个人信息要求"), "apply_for_award": _("申报表彰"),
    "apply_for_body": _("申请登记组织"), "apply_retention": _("按期限清理"), "appoint_department": _("登记部门职责"),
    "appoint_keeper": _("定了网格负责人"), "approve_activity": _("通过活动"), "approve_backfill": _("通过补录"),
    "approve_body": _("通过组织登记"), "ask_backfill": _("申请补录"), "ask_batch": _("申请批量开证明"),
    "ask_body_change": _("申请组织变更"), "ask_erasure": _("申请注销"), "ask_for_duty": _("请人值班"),
    "ask_for_kiosk": _("在自助机求助"), "ask_merge": _("提出合并记录"), "ask_recovery": _("申请找回账号"),
    "ask_right": _("提出个人信息要求"), "ask_to_join": _("申请加入组织"), "ask_transfer": _("申请转入时长"),
    "assess_round": _("评定一轮"), "begin_centre_recovery": _("开始找回中心账号"), "cancel_activity": _("取消活动"),
    "cancel_erasure": _("撤回注销"), "cancel_signup": _("取消报名"), "change_phone": _("换手机号"),
    "claim_record": _("认领记录"), "clear_second_factors": _("清除第二重验证"),
    "clear_station_day": _("恢复平常开门"), "close_activity": _("结束活动"), "close_project": _("结束项目"),
    "close_stay": _("登记离场"), "conclude_assessment": _("评定站点"), "confirm_hours": _("确认时长"),
    "confirm_merge": _("确认合并记录"), "confirm_real_name": _("实名"), "correct_child": _("更正孩子信息"),
    "correct_identity": _("更正姓名或出生日期"), "correct_station": _("改服务站信息"),
    "create_activity": _("新建活动"), "create_project": _("新建项目"), "decide_award": _("审核表彰"),
    "decide_body_change": _("审核组织变更"), "decide_proof": _("核实站点证据"), "decide_qualification": _("核实资质"),
    "decline_application": _("没有同意加入申请"), "decline_invitation": _("没有接受邀请"),
    "discard_ledger": _("删除旧台账文件"), "end_brand": _("停用品牌"), "end_course": _("结束课程"),
    "end_duty": _("部门职责到期"), "end_duty_pattern": _("停了每周值班"), "end_membership": _("成员离开"),
    "end_opening": _("停了开放时间"), "end_service": _("停了服务项目"), "end_sessions": _("结束登录"),
    "erase_person": _("注销个人信息"), "erase_salt": _("断开时长记录与个人"), "escalate_report": _("时长异议转上级"),
    "escalate_right": _("个人信息要求转上级"), "exit_body": _("组织解散"), "export": _("导出"),
    "export_ledger": _("导出台账"), "export_ledger_unmasked": _("导出台账（姓名写全）"),
    "export_unmasked": _("导出（号码写全）"), "finish_batch": _("批量开证明完成"), "finish_help_call": _("办完求助"),
    "forget_in_body": _("从组织里忘掉个人信息"), "freeze_roster": _("固定投保名单"), "give_back_duty": _("退回值班"),
    "give_grant": _("授予角色"), "hand_in_annual_report": _("交年度工作报告"), "help_register": _("帮人登记"),
    "import_bodies": _("导入组织"), "import_hours": _("导入时长"), "import_members": _("导入成员"),
    "import_projects": _("导入项目"), "import_stations": _("导入服务站"), "import_volunteers": _("导入志愿者"),
    "invite_to_body": _("邀请加入组织"), "issue_card": _("发志愿者卡"), "issue_certificate": _("开具证明"),
    "issue_token": _("发接口令牌"), "join_body": _("加入组织"), "join_team": _("加入站点队伍"),
    "keep_annual_report": _("写年度工作报告"), "keep_body_contact": _("改组织联系方式"),
    "keep_profile": _("改个人资料"), "leave_body": _("离开组织"), "leave_team": _("离开站点队伍"),
    "lend_thing": _("借出物品"), "load_demo": _("载入演示数据"), "load_divisions": _("载入行政区划"),
    "load_pledge": _("载入承诺书"), "make_credential_key": _("生成凭证密钥"), "make_hour_codes": _("生成时长码"),
    "make_ledger": _("做好台账"), "make_recovery_codes": _("生成备用码"), "object_recovery": _("反对找回账号"),
    "object_to": _("对时长提出反对"), "open_change_proof": _("查看变更证明"), "open_course": _("开课"),
    "open_minor": _("查看未成年人信息"), "open_proof": _("查看证明材料"), "pair_kiosk": _("配对自助机"),
    "promote_signup": _("候补递补"), "prove_second_factor": _("通过第二重验证"), "publish_pledge": _("发布承诺书"),
    "rebuild_tallies": _("重算统计"), "record_need": _("记下居民需求"), "record_own_award": _("登记自己的表彰"),
    "record_session": _("记站点日志"), "record_training": _("记培训"), "recover_account": _("找回账号"),
    "recover_centre": _("找回中心账号"), "redeem_hour_code": _("兑换时长码"), "redraw_place": _("重画范围"),
    "refuse_activity": _("没有通过活动"), "refuse_backfill": _("没有通过补录"), "refuse_body": _("没有通过组织登记"),
    "refuse_hours": _("没有确认时长"), "refuse_transfer": _("没有同意转入"), "register": _("注册账号"),
    "register_brand": _("登记品牌"), "register_child": _("登记孩子"), "register_volunteer": _("登记志愿者"),
    "release_duty": _("让出值班"), "release_keeping": _("让出网格"), "release_signup": _("让出报名"),
    "relieve_keeper": _("网格换人"), "remind_annual_report": _("提醒交年度报告"), "remind_expiring": _("提醒到期"),
    "remind_leader": _("提醒领队"), "remind_recording": _("提醒记录时长"),
    "remove_second_factor": _("去掉第二重验证"), "reopen_refused": _("重新确认时长"),
    "report_error": _("提出时长异议"), "reset_password": _("重设密码"), "resume_body": _("恢复组织"),
    "resume_volunteer": _("恢复志愿者身份"), "return_assessment": _("退回站点评定"),
    "revoke_certificate": _("撤销证明"), "revoke_grant": _("收回角色"), "revoke_kiosk": _("停用自助机"),
    "revoke_token": _("收回接口令牌"), "rotate_log_key": _("更换日志密钥"), "run_radar": _("运行风险检查"),
    "say_not_same": _("认定不是同一个人"), "seal_log": _("封存日志"), "second_officer_confirms": _("第二人复核时长"),
    "send_back_annual_report": _("退回年度工作报告"), "send_back_hours": _("退回时长"), "send_code": _("发验证码"),
    "set_body_mark": _("登记组织身份标识"), "set_duty_pattern": _("定每周值班"), "set_facility": _("登记设施"),
    "set_insurance": _("登记保险"), "set_rule": _("定规则"), "set_station_day": _("定某天开门"),
    "set_upper_body": _("定上级组织"), "share_data": _("提供个人信息"), "show_help_phone": _("查看求助电话"),
    "sign_agreement": _("签协议"), "sign_in": _("登录"), "sign_log_head": _("签日志"), "sign_pledge": _("签廉洁承诺"),
    "state_off_duty": _("声明不是职务行为"), "still_here": _("登记还在场"), "stop_recipient": _("不再提供给其他单位"),
    "submit_activity": _("提交活动"), "submit_assessment": _("提交站点自评"), "submit_qualification": _("提交资质"),
    "suspend_body": _("暂停组织"), "suspend_volunteer": _("暂停志愿者身份"), "take_back": _("撤回"),
    "take_back_right": _("撤回个人信息要求"), "take_duty": _("认领值班"), "take_help_calls": _("接求助"),
    "take_roster": _("取走名单"), "told_cancelled": _("告知活动取消"), "told_promoted": _("告知候补递补"),
    "undo_merge": _("撤销合并"), "unmask": _("查看完整号码"), "unmask_borrower": _("查看借用人电话"),
    "update_activity": _("改活动"), "update_profile": _("改个人资料"), "verify_log": _("核对日志"),
    "void_award": _("作废表彰"), "void_entry": _("作废时长"), "void_training": _("作废培训记录"),
    "volunteer_confirms": _("本人确认时长"), "withdraw_body_change": _("撤回组织变更"),
    "withdraw_join": _("撤回加入申请"), "witness_recovery": _("见证找回账号"),
    "add_guardian": _("加了监护人"),
    "come_back": _("重新回来"),
    "end_guardian": _("不再是监护人"),
    "end_recovery": _("找回账号没有办成"),
    "enter_guardian": _("登记监护人"),
    "expire_offer": _("候补空位过期"),
    "leave": _("退出志愿者登记"),
    "offer_place": _("给候补留空位"),
    "prove_afresh": _("重新核对身份"),
    "take_offer": _("接受候补空位"),
    "told_decided": _("告知申请结果"), "told_lapsed": _("告知空位过期"),
    "told_offered": _("告知有空位"),
}  # fmt: skip
KINDS = {
    "Volunteer": _("志愿者"), "Body": _("组织"), "Account": _("账号"), "Activity": _("活动"), "Station": _("服务站"),
    "Grant": _("角色"), "Region": _("区划"), "SignUp": _("报名"), "HoursSheet": _("时长确认单"),
    "HoursEntry": _("时长记录"), "Certificate": _("证明"), "BackfillRequest": _("补录"), "TransferRequest": _("转入"),
    "BodyChange": _("组织变更"), "AnnualReport": _("年度工作报告"), "Merge": _("合并"),
    "AccountRecovery": _("找回账号"), "RightsRequest": _("个人信息要求"), "DatedSetting": _("规则"),
    "DepartmentRole": _("部门职责"), "StationAssessment": _("站点评定"), "StationProof": _("站点证据"),
    "LedgerFile": _("台账文件"), "SharingLine": _("提供记录"), "IntegrityCase": _("风险提示"), "Project": _("项目"),
    "DutySlot": _("值班"), "DutyTurn": _("值班"), "Membership": _("成员"), "JoinRequest": _("加入申请"),
    "Brand": _("品牌"), "Grid": _("网格"), "Kiosk": _("自助机"), "HelpCall": _("求助"),
    "MinorLook": _("未成年人信息查看"), "Consent": _("同意"), "Erasure": _("注销"), "CertificateBatch": _("批量证明"),
    "Qualification": _("资质"), "ErrorReport": _("时长异议"), "Award": _("表彰"), "Department": _("部门"),
}  # fmt: skip


def verb_words(verb: str) -> str:
    """What somebody did, in words; the verb itself where it has none."""
    return str(VERBS.get(verb, verb))


def kind_words(kind: str) -> str:
    """What it was done to."""
    return str(KINDS.get(kind, kind))


def verbs_like(words: str) -> list[str]:
    """The verbs that somebody may mean by these words, or by the verb's own name."""
    typed = words.strip()
    return [verb for verb, said in VERBS.items() if typed == verb or typed in str(said)] or [typed]
