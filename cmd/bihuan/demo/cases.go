package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"bihuan/models/complaint"
)

//go:embed cases/*.json
var caseFiles embed.FS

// area is a field of complaints with the texts that its cases share.
type area struct {
	Area  string
	Good  []string // said at a follow-up by the content
	Fair  []string
	Bad   []string // said by those who want a second round
	Again []again
	Notes []string
	Cases []*matterCase
}

// again is what a second round finds and does.
type again struct {
	Findings, Kind, Measure, Reply string
	Yuan                           [2]int
}

// matterCase is a kind of complaint, with texts in which {names} stand for what differs.
type matterCase struct {
	Key, Department       string
	Weight                int
	Class, Type           string
	Attribution, Kind     string
	Severity              string
	Safety                bool
	Channels              []string
	Products              []string // name:price in yuan, 0 where there is none
	Subject, Body         []string
	Wish, Findings, Reply string
	Measures              []measure
	Action                string // done at once
	Person                string // department of the person complained about
	Pause                 *pause
	Refuse                *refusal
	area                  *area
}

type measure struct {
	Kind, Text string
	Yuan       [2]int
	Percent    int
}

type pause struct{ Reason, Text, Note string }

type refusal struct{ Reason, Recourse, Text string }

// readCases reads the embedded cases; each stands in the lists as often as its weight says.
func (s *story) readCases() error {
	s.areas = map[string]*area{}
	entries, err := caseFiles.ReadDir("cases")
	if err != nil {
		return err
	}
	for _, e := range entries {
		raw, err := caseFiles.ReadFile("cases/" + e.Name())
		if err != nil {
			return err
		}
		a := &area{}
		if err := json.Unmarshal(raw, a); err != nil {
			return fmt.Errorf("%s: %w", e.Name(), err)
		}
		s.areas[a.Area] = a
		for _, c := range a.Cases {
			c.area = a
			for range c.Weight {
				if c.Refuse != nil {
					s.refused = append(s.refused, c)
				} else {
					s.cases = append(s.cases, c)
				}
			}
		}
	}
	return nil
}

// fill chooses what differs and puts it into the texts of m.
func (s *story) fill(m *matter) {
	c := m.matterCase
	product, price, _ := strings.Cut(pick(s, c.Products), ":")
	m.price, _ = strconv.Atoi(price)
	received := m.received.In(s.d.Zone())
	before := received.AddDate(0, 0, -s.between(1, 7))
	m.order = fmt.Sprintf("DD%s%05d", received.AddDate(0, 0, -s.between(2, 20)).Format("060102"), s.rng.IntN(100_000))
	surname, staff := "某", "工作人员"
	if m.about != nil {
		surname, staff = m.about.surname, m.about.surname+"某"
	}
	m.words = strings.NewReplacer("{product}", product, "{money}", price, "{order}", m.order,
		"{date}", fmt.Sprintf("%d月%d日", before.Month(), before.Day()), "{days}", strconv.Itoa(s.between(3, 11)), "{time}", pick(s, hours),
		"{city}", pick(s, cities), "{courier}", pick(s, couriers), "{estate}", fmt.Sprintf("%s%d号楼", pick(s, estates), s.between(1, 18)),
		"{room}", s.room(), "{gift}", pick(s, gifts), "{last4}", fmt.Sprintf("%04d", s.rng.IntN(10_000)),
		"{surname}", surname, "{staff}", staff, "{caller}", m.customer.caller)
	m.subject, m.body, m.wish = m.words.Replace(pick(s, c.Subject)), m.words.Replace(pick(s, c.Body)), m.words.Replace(c.Wish)
	if m.price == 0 && !strings.Contains(m.body, m.order) {
		m.order = ""
	}
}

// cost is what a measure costs in fen.
func (s *story) cost(m *matter, percent int, yuan [2]int) int64 {
	switch {
	case percent > 0:
		return int64(m.price) * int64(percent)
	case yuan[1] > 0:
		return int64(s.between(yuan[0], yuan[1])) * 100
	}
	return 0
}

// verdict is what an investigation finds of the case.
func (s *story) verdict(c *matterCase) complaint.Verdict {
	switch {
	case c.Attribution == "customer":
		return pick(s, []complaint.Verdict{complaint.PartlyUpheld, complaint.NotUpheld})
	case s.chance(0.15):
		return complaint.PartlyUpheld
	}
	return complaint.Upheld
}
