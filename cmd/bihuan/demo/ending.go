package demo

import (
	"context"
	"fmt"
	"time"

	"bihuan/models/complaint"
)

// followUp asks the complainant how it went; what is heard decides how it goes on.
func (m *matter) followUp(ctx context.Context) error {
	s := m.s
	in := complaint.FollowUpInput{}
	f := s.rng.Float64()
	switch {
	case m.still:
		in.Outcome, in.Comment, in.Experience, in.Expectation = "satisfied", pick(s, m.area.Good), 5, 4
	case f < 0.16 || m.shy && m.attempts < 3:
		in.Outcome = "not_reached"
		in.Comment = pick(s, []string{"电话无人接听。", "关机。", "接通后说在开会，请改天再打。", "号码正忙，已发短信。"})
	case f < 0.28 && m.round == 1 && len(m.area.Bad) > 0:
		in.Outcome, in.Comment = "dissatisfied", pick(s, m.area.Bad)
		in.Experience, in.Expectation = s.between(1, 3), s.between(3, 5)
	case f < 0.34:
		in.Outcome, in.Comment = "declined", "客户说不用评价了，问题已解决。"
	case f < 0.55 && len(m.area.Fair) > 0:
		in.Outcome, in.Comment = "fairly_satisfied", pick(s, m.area.Fair)
		in.Experience, in.Expectation = s.between(3, 4), s.between(3, 5)
	default:
		in.Outcome, in.Comment = "satisfied", pick(s, m.area.Good)
		in.Experience, in.Expectation = s.between(4, 5), s.between(3, 5)
	}
	if err := m.did(s.complaints.FollowUp(ctx, s.follower(m).actor, m.ref(), in)); err != nil {
		return err
	}
	if !m.still {
		m.heard(in.Outcome)
	}
	return nil
}

// heard goes on after a follow-up.
func (m *matter) heard(outcome string) {
	switch outcome {
	case "not_reached":
		if m.attempts++; m.attempts >= 3 {
			m.then(60, 480, "close", func(ctx context.Context) error {
				return m.close(ctx, complaint.Unreached, "三次回访均未联系上客户，方案已落实，按规定结案；客户来电可随时重新办理。")
			})
			return
		}
		m.then(200, 900, "follow up", m.followUp)
	case "dissatisfied":
		m.round++
		m.attempts = 0
		m.answer()
	default:
		end := map[string]string{"satisfied": "客户满意", "fairly_satisfied": "客户基本满意", "declined": "客户不作评价"}[outcome]
		m.then(30, 600, "close", func(ctx context.Context) error { return m.close(ctx, complaint.Resolved, m.summary(end)) })
	}
}

func (m *matter) summary(end string) string {
	found := map[complaint.Verdict]string{complaint.Upheld: "反映属实", complaint.PartlyUpheld: "部分属实", complaint.NotUpheld: "经查与事实不符，已解释清楚"}[m.verdict]
	lesson := pick(m.s, []string{"同类问题已在晨会讲评。", "已列入本月投诉分析。", "责任人已谈话。", "流程已改，下月复查。", ""})
	return fmt.Sprintf("%s，方案已落实，回访%s，同意结案。%s", found, end, lesson)
}

func (m *matter) close(ctx context.Context, outcome complaint.Outcome, summary string) error {
	by := m.s.supervisor(m.department, m.about)
	if err := m.did(m.s.complaints.Close(ctx, by.actor, m.ref(), complaint.CloseInput{Outcome: outcome, Summary: summary, LeaveOpen: true})); err != nil {
		return err
	}
	if outcome == complaint.Resolved && m.round == 1 && m.s.chance(0.06) {
		m.script = append(m.script, step{time.Duration(m.s.between(16, 90)) * time.Hour, "reopen", m.reopen})
	}
	return nil
}

func (m *matter) withdraw(ctx context.Context) error {
	reasons := []string{"客户来电说已与快递员谈妥，主动撤回。", "客户说东西找到了，放在邻居家，撤回投诉。", "客户表示不再追究，书面撤回。", "客户已自行退货，请求撤回。"}
	return m.close(ctx, complaint.Withdrawn, pick(m.s, reasons))
}

func (m *matter) reopen(ctx context.Context) error {
	reasons := []string{"客户来电反映同一问题再次出现，重新办理。", "承诺的补偿未到账，客户要求重办。", "复查发现整改未落实，重新调查。"}
	if err := m.did(m.s.complaints.Reopen(ctx, m.s.supervisor(m.department, m.about).actor, m.ref(), pick(m.s, reasons))); err != nil {
		return err
	}
	m.round++
	m.attempts = 0
	m.answer()
	return nil
}

// merge ends a matter that is the same as an earlier one.
func (m *matter) merge(ctx context.Context) error {
	return m.close(ctx, complaint.Withdrawn, fmt.Sprintf("与%s为同一事项（多头投诉），征得客户同意并入前件办理，本件撤回。", m.first.number))
}
