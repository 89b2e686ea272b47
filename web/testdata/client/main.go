// Command client takes a case from submission to publication with nothing but a client that was generated from the document of the
// API. The test that runs it puts client.gen.go beside it. It reads where to go from its standard input and prints the case's number.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"time"
)

// job is what the test says.
type job struct {
	URL    string            `json:"url"`
	Plan   string            `json:"plan"`
	Data   string            `json:"data"`
	Tokens map[string]string `json:"tokens"` // by name of the account
}

func main() {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(os.Stderr, p)
			os.Exit(1)
		}
	}()
	var j job
	if err := json.NewDecoder(os.Stdin).Decode(&j); err != nil {
		panic(err)
	}
	f := &flow{job: j, ctx: context.Background(), id: ""}
	f.settings()
	f.submit()
	f.panel()
	f.reviews()
	f.words()
	f.publish()
	f.lists()
	fmt.Println(f.id)
}

type flow struct {
	job
	ctx      context.Context
	template string
	id       string
}

// as returns the client of an account; "" is the public.
func (f *flow) as(name string) *ClientWithResponses {
	c, err := NewClientWithResponses(f.URL, WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		if name != "" {
			r.Header.Set("Authorization", "Bearer "+f.Tokens[name])
		}
		r.Header.Set("Accept-Language", "en")
		return nil
	}))
	if err != nil {
		panic(err)
	}
	return c
}

// answer is what every generated answer has.
type answer interface {
	StatusCode() int
	GetBody() []byte
}

// must fails unless the answer has the status.
func must[A answer](status int, what string) func(A, error) A {
	return func(a A, err error) A {
		if err != nil {
			panic(fmt.Errorf("%s: %w", what, err))
		}
		if a.StatusCode() != status {
			panic(fmt.Errorf("%s: %d, want %d: %s", what, a.StatusCode(), status, a.GetBody()))
		}
		return a
	}
}

func ptr[T any](v T) *T { return &v }

// settings checks the plan and saves it as a template, once however often it is asked for.
func (f *flow) settings() {
	c := f.as("submitter")
	must[*CheckPlanResponse](200, "check the plan")(c.CheckPlanWithResponse(f.ctx, nil, PlanText{Plan: f.Plan}))
	wrong := must[*CheckPlanResponse](422, "check a plan that is wrong")(c.CheckPlanWithResponse(f.ctx, nil, PlanText{Plan: "version: 1"}))
	if p := wrong.ApplicationproblemJSONDefault; p == nil || p.Kind != "invalid" || p.Remedy == nil && p.Detail == nil {
		panic(fmt.Errorf("the problem does not say what is wrong: %s", wrong.Body))
	}
	key := &SaveTemplateParams{IdempotencyKey: ptr("template 1")}
	body := NewTemplate{Name: "许可", NameEn: ptr("Permits"), Plan: f.Plan}
	first := must[*SaveTemplateResponse](200, "save a template")(c.SaveTemplateWithResponse(f.ctx, key, body))
	again := must[*SaveTemplateResponse](200, "save it again")(c.SaveTemplateWithResponse(f.ctx, key, body))
	if *first.JSON200 != *again.JSON200 || again.HTTPResponse.Header.Get("Idempotency-Replayed") != "true" {
		panic("a request that was repeated was done again")
	}
	body.Name = "another"
	must[*SaveTemplateResponse](409, "another request under the key")(c.SaveTemplateWithResponse(f.ctx, key, body))
	f.template = first.JSON200.Id
}

// submit hands the file in twice under one key and waits for the results.
func (f *flow) submit() {
	c := f.as("submitter")
	for n := range 2 {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for _, x := range [][2]string{{"template", f.template}, {"title", "许可审批"}, {"title_en", "Permits"}, {"subject", "transport"}, {"impact_level", "2"}} {
			if err := m.WriteField(x[0], x[1]); err != nil {
				panic(err)
			}
		}
		w, err := m.CreateFormFile("file", "permits.csv")
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(f.Data)); err != nil {
			panic(err)
		}
		if err := m.Close(); err != nil {
			panic(err)
		}
		got := must[*SubmitResponse](202, "submit")(c.SubmitWithBodyWithResponse(f.ctx, &SubmitParams{IdempotencyKey: ptr("submission 1")}, m.FormDataContentType(), &b))
		if n > 0 && got.JSON202.Id != f.id {
			panic("a submission that was repeated became another case")
		}
		f.id = got.JSON202.Id
	}
	f.until("submitter", "computed")
	results := must[*GetFileResponse](200, "read the results")(c.GetFileWithResponse(f.ctx, f.id, "results.json", nil))
	etag := results.HTTPResponse.Header.Get("ETag")
	must[*GetFileResponse](304, "read the results again")(c.GetFileWithResponse(f.ctx, f.id, "results.json", &GetFileParams{IfNoneMatch: &etag}))
	must[*GetCaseResponse](404, "read the case in another department")(f.as("other").GetCaseWithResponse(f.ctx, f.id, nil))
}

// read returns the case as an account sees it, with its ETag.
func (f *flow) read(name string) (*Case, string) {
	got := must[*GetCaseResponse](200, "read the case as "+name)(f.as(name).GetCaseWithResponse(f.ctx, f.id, nil))
	return got.JSON200, got.HTTPResponse.Header.Get("ETag")
}

// until waits for a state.
func (f *flow) until(name, state string) {
	for range 600 {
		c, _ := f.read(name)
		if c.State == state {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	c, _ := f.read(name)
	panic(fmt.Sprintf("the case never became %s: %s %s", state, c.State, *c.Reason))
}

var members = []string{"member1", "member2", "member3"}

// panel forms the panel. An act on a case that has gone on is not done.
func (f *flow) panel() {
	c := f.as("secretary")
	_, before := f.read("secretary")
	must[*FormPanelResponse](200, "form the panel")(c.FormPanelWithResponse(f.ctx, f.id, &FormPanelParams{IfMatch: &before}))
	must[*StartReviewResponse](412, "act on what was read before")(c.StartReviewWithResponse(f.ctx, f.id, &StartReviewParams{IfMatch: &before}))
	must[*StartReviewResponse](409, "review without a panel")(c.StartReviewWithResponse(f.ctx, f.id, nil))
	seen, _ := f.read("secretary")
	ids := map[string]string{}
	for _, x := range seen.Candidates {
		ids[x.Name] = x.Account
	}
	must[*AssignMemberResponse](403, "assign somebody of the department")(c.AssignMemberWithResponse(f.ctx, f.id, nil, Assign{Member: ids["tied"]}))
	for _, m := range members {
		must[*AssignMemberResponse](200, "assign "+m)(c.AssignMemberWithResponse(f.ctx, f.id, nil, Assign{Member: ids[m]}))
		must[*DeclareResponse](200, "declare "+m)(f.as(m).DeclareWithResponse(f.ctx, f.id, nil, Declaration{NoConflict: true}))
	}
	must[*StartReviewResponse](200, "start the review")(c.StartReviewWithResponse(f.ctx, f.id, nil))
}

var assessed = []Assessment{
	{Criterion: "fairness", Assessment: "not_met", Reasons: "the rates differ by half"},
	{Criterion: "effectiveness", Assessment: "cannot_assess", Reasons: "no later data"},
	{Criterion: "scientificity", Assessment: "met", Reasons: "the counts are complete"},
}

// reviews files them; they are released with the last one.
func (f *flow) reviews() {
	for n, m := range members {
		must[*FileReviewResponse](200, "file a review")(f.as(m).FileReviewWithResponse(f.ctx, f.id, nil, ReviewFiled{Verdict: "fail", Criteria: assessed}))
		if seen, _ := f.read(members[0]); n < len(members)-1 && len(seen.Reviews) != 1 {
			panic("a member sees the reviews of others before their release")
		}
	}
	if seen, _ := f.read(members[0]); len(seen.Reviews) != len(members) || !seen.Released {
		panic("the reviews were not released")
	}
}

// words goes from the findings to the signatures.
func (f *flow) words() {
	chair := f.as("chair")
	must[*IssueFindingsResponse](200, "issue findings")(chair.IssueFindingsWithResponse(f.ctx, f.id, nil, FindingsIssued{Findings: []FindingIssued{
		{Text: "women are granted half as often", Severity: "high", Anchors: []string{"metric=selection_rate&group=sex:女"}},
	}}))
	must[*FileReplyResponse](200, "reply")(f.as("submitter").FileReplyWithResponse(f.ctx, f.id, nil, ReplyFiled{Text: ptr("we will look into it"), Points: &[]string{"one year"}}))
	must[*AnswerReplyResponse](200, "answer")(chair.AnswerReplyWithResponse(f.ctx, f.id, nil, AnswersGiven{Answers: []Answer{{Point: 0, Answer: "rejected", Reasons: "one year is what was decided"}}}))
	seen, _ := f.read("chair")
	must[*ResolveResponse](200, "resolve")(chair.ResolveWithResponse(f.ctx, f.id, nil, ResolutionMade{
		Verdict: "fail", Reasons: "the difference is not explained", Criteria: assessed,
		Dissents: &[]Dissent{{Member: seen.Reviews[2].Account, Criterion: "fairness", Reasons: "a condition would do"}},
	}))
	seen, _ = f.read("chair")
	must[*SignResponse](200, "sign as chair")(chair.SignWithResponse(f.ctx, f.id, nil, Consent{Digest: *seen.Digest}))
	must[*SignResponse](200, "sign as member")(f.as("member1").SignWithResponse(f.ctx, f.id, nil, Consent{Digest: *seen.Digest}))
}

// publish has a second person publish; then everybody reads it.
func (f *flow) publish() {
	must[*GetPublicationResponse](404, "read before publication")(f.as("").GetPublicationWithResponse(f.ctx, f.id, nil))
	f.until("publisher", "publication_check")
	seen, etag := f.read("publisher")
	must[*PublishResponse](403, "publish as chair")(f.as("chair").PublishWithResponse(f.ctx, f.id, nil, Consent{Digest: *seen.Digest}))
	must[*PublishResponse](200, "publish")(f.as("publisher").PublishWithResponse(f.ctx, f.id, &PublishParams{IfMatch: &etag}, Consent{Digest: *seen.Digest}))
	got := must[*GetPublicationResponse](200, "read the publication")(f.as("").GetPublicationWithResponse(f.ctx, f.id, nil)).JSON200
	if *got.Verdict != "fail" || got.Published == nil || got.Published.SignedSha256 != *seen.Digest || len(got.Files) != 5 {
		panic(fmt.Sprintf("published %+v", got))
	}
	for _, file := range got.Files {
		must[*GetPublishedFileResponse](200, "read "+file.Name)(f.as("").GetPublishedFileWithResponse(f.ctx, f.id, file.Name, nil))
	}
	q := "许可"
	if list := must[*SearchCatalogueResponse](200, "search")(f.as("").SearchCatalogueWithResponse(f.ctx, &SearchCatalogueParams{Q: &q})).JSON200; len(list.Items) != 1 || list.Items[0].Case != f.id {
		panic("the search does not find the case")
	}
}

// lists walks the history in pages of two and finds every event once.
func (f *flow) lists() {
	seq := int64(0)
	for after := (*string)(nil); ; {
		got := must[*ListEventsResponse](200, "list events")(f.as("secretary").ListEventsWithResponse(f.ctx, f.id, &ListEventsParams{Limit: ptr(2), After: after}))
		for _, e := range got.JSON200.Items {
			if seq++; e.Seq != seq {
				panic(fmt.Sprintf("event %d follows on event %d", e.Seq, seq-1))
			}
		}
		if after = got.JSON200.Next; (after != nil) != (got.HTTPResponse.Header.Get("Link") != "") {
			panic("the header Link says otherwise than the page")
		}
		if after == nil {
			break
		}
	}
	if seen, _ := f.read("secretary"); seq != seen.Seq {
		panic(fmt.Sprintf("%d of %d events were listed", seq, seen.Seq))
	}
}
