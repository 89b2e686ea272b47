package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
)

// settingsPage is what a department keeps: plans for the next time, and who is told of its cases.
type settingsPage struct {
	Templates []service.Template
	Webhooks  []service.Webhook
	Actions   []service.Action // that a webhook can ask for
	Secret    string           // of the webhook just made; shown once
	URL       string           // that was typed
	Pinged    *service.Pinged  // what came of a test message
	Error     *problem
}

func (s *Server) settings(c *gin.Context) error {
	return s.showSettings(c, settingsPage{})
}

// showSettings shows the page with what just happened. An error decides the status.
func (s *Server) showSettings(c *gin.Context, page settingsPage) error {
	templates, err := s.UseCases.Templates(c.Request.Context(), caller(c), service.Page{Limit: 200})
	if err != nil {
		return err
	}
	hooks, err := s.UseCases.Webhooks(c.Request.Context(), caller(c), service.Page{Limit: 200})
	if err != nil {
		return err
	}
	page.Templates, page.Webhooks, page.Actions = templates.Items, hooks.Items, service.WebhookActions()
	status := http.StatusOK
	if page.Error != nil {
		status = page.Error.Status
	}
	s.render(c, status, "department", message(languageOf(c), "settings.title"), page)
	return nil
}

// refusedSettings shows the page again for what the caller can mend, and hands every other error on.
func (s *Server) refusedSettings(c *gin.Context, page settingsPage, err error) error {
	if kind := audit.KindOf(err); kind != audit.Invalid && kind != audit.Conflict {
		return err
	}
	p := problemOf(err, languageOf(c), 0)
	page.Error = &p
	return s.showSettings(c, page)
}

func (s *Server) deleteTemplate(c *gin.Context) error {
	if err := s.UseCases.DeleteTemplate(c.Request.Context(), caller(c), c.Param("template")); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/department")
	return nil
}

func (s *Server) addWebhook(c *gin.Context) error {
	page := settingsPage{URL: c.PostForm("url")}
	var actions []service.Action
	for _, a := range c.PostFormArray("action") {
		actions = append(actions, service.Action(a))
	}
	made, err := s.UseCases.AddWebhook(c.Request.Context(), caller(c), page.URL, actions)
	if err != nil {
		return s.refusedSettings(c, page, err)
	}
	return s.showSettings(c, settingsPage{Secret: made.Secret})
}

func (s *Server) stopWebhook(c *gin.Context) error {
	if err := s.UseCases.StopWebhook(c.Request.Context(), caller(c), c.Param("webhook")); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/department")
	return nil
}

func (s *Server) pingWebhook(c *gin.Context) error {
	pinged, err := s.UseCases.PingWebhook(c.Request.Context(), caller(c), c.Param("webhook"))
	if err != nil {
		return s.refusedSettings(c, settingsPage{}, err)
	}
	return s.showSettings(c, settingsPage{Pinged: &pinged})
}

type deliveriesPage struct {
	Webhook service.Webhook
	service.List[service.Delivery]
}

// deliveries shows what became of the messages of a webhook.
func (s *Server) deliveries(c *gin.Context) error {
	hook, err := s.UseCases.WebhookOf(c.Request.Context(), caller(c), c.Param("webhook"))
	if err != nil {
		return err
	}
	list, err := s.UseCases.Deliveries(c.Request.Context(), caller(c), hook.ID, service.Page{After: c.Query("after"), Limit: 50})
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "deliveries", message(languageOf(c), "webhook.log"), deliveriesPage{hook, list})
	return nil
}

// useTemplate puts the plan of a template into the form, when the address names one.
func (s *Server) useTemplate(c *gin.Context, page *planPage) error {
	list, err := s.UseCases.Templates(c.Request.Context(), caller(c), service.Page{Limit: 200})
	if err != nil {
		return err
	}
	page.Templates, page.Template = list.Items, c.Query("template")
	if page.Template == "" {
		return nil
	}
	t, err := s.UseCases.TemplateOf(c.Request.Context(), caller(c), page.Template)
	if err == nil {
		page.Plan = t.Plan
	}
	return err
}

// saveTemplate keeps the plan of the form for the next time and shows the form again.
func (s *Server) saveTemplate(c *gin.Context, f form, page planPage) error {
	_, err := s.UseCases.SaveTemplate(c.Request.Context(), caller(c), f.text("template_name"), "", f.Get("plan"))
	if err == nil {
		page.Saved = f.text("template_name")
	}
	return s.planAgain(c, page, err)
}

// cancel stops an audit that is being made.
func (s *Server) cancel(c *gin.Context) error {
	id := service.CaseID(c.Param("case"))
	if _, err := s.UseCases.Cancel(c.Request.Context(), caller(c), id, c.PostForm("reason")); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/cases/"+string(id))
	return nil
}

// runAgain has an audit that failed made again.
func (s *Server) runAgain(c *gin.Context) error {
	id := service.CaseID(c.Param("case"))
	if _, err := s.UseCases.RunAgain(c.Request.Context(), caller(c), id); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/cases/"+string(id))
	return nil
}
