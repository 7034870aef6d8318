package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"
)

// visitor is a signed-in person.
type visitor struct {
	person int64
	cookie string
	csrf   string
}

var csrfField = regexp.MustCompile(`name="_csrf"[^>]*value="([^"]+)"`)

// enter signs in as a person by the one click of the demonstration.
func (p *portal) enter(person int64) (*visitor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Jar: jar}
	base := "http://" + p.address
	token := func(path string) (string, error) {
		r, err := client.Get(base + path)
		if err != nil {
			return "", err
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		m := csrfField.FindSubmatch(body)
		if m == nil {
			return "", fmt.Errorf("%s for person %d: status %d without a form: %w", path, person, r.StatusCode, err)
		}
		return string(m[1]), nil
	}
	csrf, err := token("/sign-in")
	if err != nil {
		return nil, err
	}
	r, err := client.PostForm(base+"/sign-in/demo", url.Values{"_csrf": {csrf}, "person": {strconv.FormatInt(person, 10)}})
	if err != nil {
		return nil, err
	}
	r.Body.Close()
	v := &visitor{person: person}
	u, _ := url.Parse(base)
	for _, c := range jar.Cookies(u) {
		v.cookie += c.Name + "=" + c.Value + "; "
	}
	v.csrf, err = token("/complaints/new")
	return v, err
}

// worker is one keep-alive connection. It speaks just enough HTTP, so that the machine's time goes to the portal.
type worker struct {
	*visitor
	rng     *rand.Rand
	address string
	conn    net.Conn
	in      *bufio.Reader
	body    []byte // of the last answer, where it was asked to keep it
	next    string // address of the next page of a list that is paged through
}

func (w *worker) connect() (err error) {
	if w.conn, err = net.Dial("tcp", w.address); err == nil {
		w.in = bufio.NewReaderSize(w.conn, 64<<10)
	}
	return err
}

// ask sends a request and reads the whole answer, which must have a status.
func (w *worker) ask(path string, form url.Values, want int, keep bool) error {
	if w.conn == nil {
		if err := w.connect(); err != nil {
			return err
		}
	}
	method, body := "GET", ""
	if form != nil {
		method, body = "POST", form.Encode()
	}
	head := method + " " + path + " HTTP/1.1\r\nHost: " + w.address + "\r\nAccept-Language: zh-CN\r\nCookie: " + w.cookie + "\r\n"
	if form != nil {
		head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n"
	}
	if _, err := io.WriteString(w.conn, head+"\r\n"+body); err != nil {
		return err
	}
	r, err := http.ReadResponse(w.in, nil)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if keep {
		w.body, err = io.ReadAll(r.Body)
	} else {
		_, err = io.Copy(io.Discard, r.Body)
	}
	if err == nil && r.StatusCode != want {
		err = fmt.Errorf("%s %s as person %d: status %d", method, path, w.person, r.StatusCode)
	}
	return err
}

// timing is what came out of asking for one thing again and again.
type timing struct {
	n        int
	took     time.Duration
	p50, p99 time.Duration
	web, db  time.Duration // CPU for one
}

func (t timing) rate() float64 {
	if t.took == 0 {
		return 0
	}
	return float64(t.n) / t.took.Seconds()
}

func (t timing) cpu() time.Duration { return t.web + t.db }

// again lets workers do something side by side for a time, after a short while of warming up.
func again(ctx context.Context, workers int, seconds float64, web, base *process, do func(i int) error) (timing, error) {
	whole := time.Duration(seconds * float64(time.Second))
	if _, err := round(ctx, workers, whole/8, do); err != nil {
		return timing{}, err
	}
	webBefore, baseBefore, began := web.cpu(), base.cpu(), time.Now()
	all, err := round(ctx, workers, whole, do)
	if err != nil || len(all) == 0 {
		return timing{}, err
	}
	t := timing{n: len(all), took: time.Since(began)}
	t.web, t.db = (web.cpu()-webBefore)/time.Duration(t.n), (base.cpu()-baseBefore)/time.Duration(t.n)
	slices.Sort(all)
	t.p50, t.p99 = all[len(all)/2], all[len(all)*99/100]
	return t, nil
}

func round(ctx context.Context, workers int, d time.Duration, do func(i int) error) ([]time.Duration, error) {
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	var group sync.WaitGroup
	end := time.Now().Add(d)
	for i := range workers {
		group.Go(func() {
			var own []time.Duration
			for time.Now().Before(end) && ctx.Err() == nil {
				began := time.Now()
				if err := do(i); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					return
				}
				own = append(own, time.Since(began))
			}
			mu.Lock()
			all = append(all, own...)
			mu.Unlock()
		})
	}
	group.Wait()
	if failed == nil {
		failed = ctx.Err()
	}
	return all, failed
}
