package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bihuan/models/complaint"
)

func (m *matter) register(ctx context.Context) error {
	s := m.s
	if m.words == nil {
		m.about = s.complainedAbout(m.Person)
		s.fill(m)
	}
	m.registrar = s.receives(m)
	if m.handler == nil || m.handler == m.about {
		m.handler = pick(s, s.handlers(m.department))
	}
	in := complaint.RegisterInput{Complainant: m.customer.Complainant, DepartmentID: s.places[m.department].ID,
		Facts: complaint.Facts{Channel: m.channel, ReceivedAt: m.received, Subject: m.subject, Body: m.body, RemedySought: m.wish, OrderNumber: m.order,
			UrgentSafety: m.Safety, FailureClass: m.Class}}
	if m.wrong != "" {
		in.DepartmentID = s.places[m.wrong].ID
	}
	if m.Severity != "normal" {
		in.Severity = m.Severity
	}
	if m.about != nil {
		in.ComplainedPersonID, in.ComplainedDepartmentID = m.about.id, s.places[m.Person].ID
	}
	number, err := s.complaints.Register(ctx, m.registrar.actor, in)
	m.number, m.version, m.round = number, 1, 1
	s.begun++
	s.progress(s.begun, s.total)
	return err
}

func (m *matter) transfer(ctx context.Context) error {
	in := complaint.AssignInput{DepartmentID: m.s.places[m.department].ID, Reason: "经核对属" + m.s.places[m.department].Name + "职责，转请办理。"}
	return m.did(m.s.complaints.Transfer(ctx, m.s.supervisor(m.wrong).actor, m.ref(), in))
}

func (m *matter) assign(ctx context.Context) error {
	return m.did(m.s.complaints.Assign(ctx, m.s.supervisor(m.department, m.handler, m.about).actor, m.ref(), complaint.AssignInput{HandlerID: m.handler.id}))
}

func (m *matter) acknowledge(ctx context.Context) error {
	by := "telephone"
	switch m.channel {
	case "instant_message", "email", "visit":
		by = m.channel
	case "web_form", "letter", "social_media":
		by = pick(m.s, []string{"telephone", "email"})
	}
	hello := m.customer.caller
	if hello != "" {
		hello += "您好，"
	}
	text := fmt.Sprintf("%s您反映的“%s”已经收到，编号%s，由%s办理，请保持电话畅通。", hello, m.subject, m.number, m.handler.name)
	return m.did(m.s.complaints.Acknowledge(ctx, m.handler.actor, m.ref(), complaint.AcknowledgeInput{Channel: by, Text: text}))
}

func (m *matter) accept(ctx context.Context) error {
	return m.did(m.s.complaints.Accept(ctx, m.handler.actor, m.ref(), complaint.AcceptInput{Take: true}))
}

func (m *matter) refuse(ctx context.Context) error {
	in := complaint.NotAcceptInput{Reason: m.Refuse.Reason, Recourse: m.Refuse.Recourse, Text: m.words.Replace(m.Refuse.Text)}
	return m.did(m.s.complaints.NotAccept(ctx, m.handler.actor, m.ref(), in))
}

func (m *matter) assess(ctx context.Context) error {
	s := m.s
	in := complaint.AssessInput{Severity: m.Severity, Complexity: "simple", Impact: "single", DeadlineClass: "general"}
	switch {
	case m.Safety:
		in.Severity, in.Complexity, in.Impact, in.DeadlineClass = "urgent", "normal", pick(s, []string{"single", "several", "wide"}), "urgent_safety"
		in.ImmediateAction, in.ActionText = true, m.Action
	case m.Severity == "serious" || m.complex():
		in.Complexity, in.Impact = "complex", pick(s, []string{"single", "several"})
	case len(m.Measures) > 1 || m.Pause != nil:
		in.Complexity = "normal"
	}
	// What is late already gets no more time.
	if m.complex() && s.clock.at.Sub(m.received) < 24*time.Hour {
		in.DeadlineClass = "complex"
	}
	return m.did(s.complaints.Assess(ctx, m.handler.actor, m.ref(), in))
}

// complex tells whether the case takes the long deadlines.
func (m *matter) complex() bool {
	return m.long || m.Severity == "serious" && m.Pause != nil && !m.Safety
}

// look notes what is known at once.
func (m *matter) look(ctx context.Context) error {
	text := "已联系客户核对经过。" + pick(m.s, m.area.Notes)
	return m.did(m.s.complaints.Investigate(ctx, m.handler.actor, m.ref(), complaint.InvestigateInput{Findings: text, FailureClass: m.Class}))
}

// find notes what was found in the end.
func (m *matter) find(ctx context.Context) error {
	if m.verdict == "" {
		m.verdict = m.s.verdict(m.matterCase)
	}
	text := m.words.Replace(m.Findings)
	if m.round > 1 {
		text = m.retry().Findings
	}
	in := complaint.InvestigateInput{Findings: text, FailureClass: m.Class, FailureType: m.Type, Attribution: m.Attribution, FailureKind: m.Kind, Upheld: m.verdict}
	err := m.did(m.s.complaints.Investigate(ctx, m.handler.actor, m.ref(), in))
	if err == nil && m.verdict != complaint.NotUpheld && m.s.running != nil {
		m.s.foundRight(m)
	}
	return err
}

// retry is what a further round finds and does.
func (m *matter) retry() again {
	return m.area.Again[int(m.price+len(m.number)+len(m.subject))%len(m.area.Again)]
}

func (m *matter) propose(ctx context.Context) error {
	all := m.Measures
	if m.round > 1 {
		r := m.retry()
		all = []measure{{Kind: r.Kind, Text: r.Measure, Yuan: r.Yuan}}
	}
	for _, r := range all {
		in := complaint.RemedyInput{Kind: r.Kind, Description: m.words.Replace(r.Text), Amount: m.s.cost(m, r.Percent, r.Yuan)}
		if err := m.did(m.s.complaints.ProposeRemedy(ctx, m.handler.actor, m.ref(), in)); err != nil {
			return err
		}
	}
	return nil
}

// sendBack sends the first proposal back, so that it has to be made again.
func (m *matter) sendBack(ctx context.Context) error {
	reasons := []string{"请补充证据照片，并写明金额的依据。", "先与客户沟通确认方案，再提交。", "补偿偏低，参照同类案例重新测算。", "责任未写清，请补充原因再报。"}
	return m.decide(ctx, func(by *employee, r complaint.Remedy) error {
		return m.s.complaints.SendBackRemedy(ctx, by.actor, m.ref(), r.ID, pick(m.s, reasons))
	})
}

func (m *matter) approve(ctx context.Context) error {
	return m.decide(ctx, func(by *employee, r complaint.Remedy) error {
		return m.s.complaints.ApproveRemedy(ctx, by.actor, m.ref(), r.ID)
	})
}

// decide lets a supervisor decide on each remedy that is proposed.
func (m *matter) decide(ctx context.Context, fn func(by *employee, r complaint.Remedy) error) error {
	by := m.s.supervisor(m.department, m.handler, m.about)
	view, err := m.s.complaints.ByNumber(ctx, by.actor, m.number)
	if err != nil {
		return err
	}
	for _, r := range view.Remedies {
		if r.State != complaint.RemedyProposed || r.Round != m.round {
			continue
		}
		if err := m.did(fn(by, r)); err != nil {
			return err
		}
	}
	return nil
}

func (m *matter) reply(ctx context.Context) error {
	by := "telephone"
	switch m.channel {
	case "email", "letter", "instant_message":
		by = m.channel
	}
	text := m.Reply
	if m.round > 1 {
		text = m.retry().Reply
	}
	text = m.words.Replace(text)
	if m.customer.caller == "" {
		text = strings.TrimPrefix(text, "您好，")
	}
	return m.did(m.s.complaints.Reply(ctx, m.handler.actor, m.ref(), complaint.ReplyInput{Channel: by, Text: text}))
}

func (m *matter) pause(ctx context.Context) error {
	return m.did(m.s.complaints.Pause(ctx, m.handler.actor, m.ref(), complaint.PauseInput{Reason: m.Pause.Reason, Text: m.Pause.Text}))
}

func (m *matter) resume(ctx context.Context) error {
	return m.did(m.s.complaints.Resume(ctx, m.handler.actor, m.ref(), m.Pause.Note))
}

func (m *matter) comment(ctx context.Context) error {
	by := m.handler
	if m.s.chance(0.4) {
		by = m.s.supervisor(m.department, m.about)
	}
	return m.s.complaints.Comment(ctx, by.actor, m.number, pick(m.s, m.area.Notes))
}

func (m *matter) reveal(ctx context.Context) error {
	reason := pick(m.s, []string{"需要本人致电客户致歉。", "核对收款账户姓名。", "客户来电找不到经办人，代为联系。"})
	_, err := m.s.complaints.Reveal(ctx, m.s.supervisor(m.department, m.about).actor, m.number, reason)
	return err
}
