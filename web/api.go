package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"auditd/audit/service"
)

// A caseDocument is a case as the API has it.
type caseDocument struct {
	ID         string   `json:"id"`
	State      string   `json:"state"`
	Seq        int64    `json:"seq"`
	Title      string   `json:"title"`
	TitleEn    string   `json:"title_en"`
	Department string   `json:"department"`
	Subject    string   `json:"subject"`
	Created    string   `json:"created_at"`
	Updated    string   `json:"updated_at"`
	Reason     string   `json:"reason,omitempty"`
	Working    bool     `json:"working"`            // something goes on by itself
	Progress   string   `json:"progress,omitempty"` // what, with a percentage
	Files      []string `json:"files,omitempty"`
	URL        string   `json:"url"`
}

func (s *Server) apiCases(c *gin.Context) error {
	list, err := s.UseCases.Cases(c.Request.Context(), caller(c), c.Query("state"), c.Query("after"))
	if err != nil {
		return err
	}
	out := []caseDocument{}
	for _, d := range list.Items {
		out = append(out, documentOf(&service.View{Docket: d.Docket}))
	}
	c.JSON(http.StatusOK, gin.H{"cases": out, "next": list.Next})
	return nil
}

func (s *Server) apiCase(c *gin.Context) error {
	v, err := s.UseCases.Case(c.Request.Context(), caller(c), service.CaseID(c.Param("case")))
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, documentOf(v))
	return nil
}

func documentOf(v *service.View) caseDocument {
	d := v.Docket
	out := caseDocument{
		ID: string(d.ID), State: string(d.State), Seq: d.Seq, Title: d.Title, TitleEn: d.TitleEn, Department: string(d.Department), Subject: string(d.Subject),
		Created: d.CreatedAt.Format(timeFormat), Updated: d.UpdatedAt.Format(timeFormat), Reason: v.Case.Reason, Working: v.Working, Progress: v.Progress,
		URL: "/cases/" + string(d.ID),
	}
	for _, f := range v.Results {
		out.Files = append(out.Files, service.NameOf(f))
	}
	return out
}

const timeFormat = "2006-01-02T15:04:05Z"

// apiSubmit takes files and plan in one request.
func (s *Server) apiSubmit(c *gin.Context) error {
	in, err := s.readParts(c)
	if err != nil {
		return err
	}
	n := submission(in.fields, append(in.fields.Values["upload"], in.uploads...)) // sent before, or in this request
	n.Key = c.GetHeader("Idempotency-Key")                                        // sent again, the same request gets the same case
	id, err := s.UseCases.Submit(c.Request.Context(), caller(c), n)
	if err != nil {
		return err
	}
	c.Header("Location", "/api/v1/cases/"+string(id))
	c.JSON(http.StatusAccepted, gin.H{"id": id, "url": "/cases/" + string(id)})
	return nil
}

func (s *Server) apiCatalogue(c *gin.Context) error {
	found, err := s.UseCases.Search(c.Request.Context(), query(c), c.Query("after"))
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"entries": found.Entries, "next": found.Next})
	return nil
}

func (s *Server) apiPublic(c *gin.Context) error {
	p, err := s.UseCases.Public(c.Request.Context(), service.CaseID(c.Param("case")))
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, p)
	return nil
}

// openAPI writes the document of the API from the table of routes.
func (s *Server) openAPI(c *gin.Context) error {
	c.JSON(http.StatusOK, openAPIDocument())
	return nil
}

func openAPIDocument() gin.H {
	paths := map[string]gin.H{}
	for _, r := range routes() {
		if !strings.HasPrefix(r.path, "/api/") {
			continue
		}
		path, parameters := "", []gin.H{}
		for _, part := range strings.Split(strings.TrimPrefix(r.path, "/"), "/") {
			if name, ok := strings.CutPrefix(part, ":"); ok {
				part = "{" + name + "}"
				parameters = append(parameters, gin.H{"name": name, "in": "path", "required": true, "schema": gin.H{"type": "string"}})
			}
			path += "/" + part
		}
		op := gin.H{
			"summary": r.sum, "operationId": operationID(r), "parameters": parameters,
			"responses": gin.H{
				"2XX":     gin.H{"description": "done", "content": gin.H{"application/json": gin.H{}}},
				"default": gin.H{"description": "a problem", "content": gin.H{"application/problem+json": gin.H{"schema": gin.H{"$ref": "#/components/schemas/Problem"}}}},
			},
		}
		if !r.open {
			op["security"] = []gin.H{{"token": []string{}}}
			op["x-roles"], op["x-scope"] = r.roles, r.scope
		}
		if r.method == http.MethodPost {
			op["requestBody"] = gin.H{"required": true, "content": gin.H{"multipart/form-data": gin.H{"schema": submissionSchema}}}
		}
		if paths[path] == nil {
			paths[path] = gin.H{}
		}
		paths[path][strings.ToLower(r.method)] = op
	}
	text := gin.H{"type": "string"}
	return gin.H{
		"openapi": "3.1.0", "info": gin.H{"title": "auditd", "version": "1"}, "paths": paths,
		"components": gin.H{
			"securitySchemes": gin.H{"token": gin.H{"type": "http", "scheme": "bearer"}},
			"schemas": gin.H{"Problem": gin.H{"type": "object", "required": []string{"type", "title", "status", "kind"}, "properties": gin.H{
				"type": text, "title": text, "status": gin.H{"type": "integer"}, "kind": text, "detail": text, "reason": text, "file": text,
				"row": gin.H{"type": "integer"}, "field": text, "value": text, "remedy": text, "instance": text,
			}}},
		},
	}
}

var submissionSchema = gin.H{
	"type": "object", "required": []string{"plan", "subject", "impact_level", "file"},
	"properties": gin.H{
		"plan":         gin.H{"type": "string", "description": "the plan, YAML or JSON"},
		"title":        gin.H{"type": "string", "description": "title in Chinese; that of the plan without it"},
		"title_en":     gin.H{"type": "string"},
		"subject":      gin.H{"type": "string"},
		"impact_level": gin.H{"type": "integer", "minimum": 1, "maximum": 4},
		"declared":     gin.H{"type": "array", "items": gin.H{"type": "string"}, "description": "columns with personal data that are submitted on purpose"},
		"file":         gin.H{"type": "array", "items": gin.H{"type": "string", "contentMediaType": "application/octet-stream"}},
		"population":   gin.H{"type": "array", "items": gin.H{"type": "string", "contentMediaType": "application/octet-stream"}},
	},
}

func operationID(r route) string {
	name := strings.ToLower(r.method)
	for _, part := range strings.Split(strings.TrimPrefix(r.path, "/api/v1/"), "/") {
		name += "_" + strings.TrimPrefix(part, ":")
	}
	return name
}
