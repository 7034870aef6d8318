// Package policyedit draws the editor of a policy's draft: the text with its tools, the outline of its clauses beside
// it, the preview, the two texts of a stale save, and what numbering anew left to look at. The same parts serve the
// page without a script and what the script exchanges (static/js/5-editor*.js).
package policyedit
