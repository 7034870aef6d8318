// Package ui holds the parts every page is made of. A part takes a plain
// struct, writes no inline style or script, works without JavaScript and is
// reachable by keyboard and screen reader.
//
// A list page:
//
//	@ui.PageHead(ui.Head{Title: …, Count: …, Actions: …})
//	@ui.List() {
//	    @ui.Tabs(ui.TabSet{Label: …, Live: true, Tabs: …})
//	    @ui.FilterBar(ui.Filter{Action: …, Chips: …}) { @ui.FilterSelect(field) … }
//	    @ui.Table(ui.TableSpec{Label: …, Columns: …, Selectable: true}) {
//	        @ui.Row(ui.RowSpec{Href: …, Value: …, Name: …}) { <td class="cell-main">…</td> }
//	    }
//	    @ui.Pager(ui.Pages{Prev: …, Next: …})
//	}
//
// Cells take these classes: cell-main (the subject: takes the room, cut with
// its full text on hover, first on a phone), cell-id, cell-num (right),
// cell-time, cell-clock (right), cell-wide (hidden on a phone).
//
// A record page stands in <div class="record"> with <div class="record-main">
// and <aside class="record-side">. A page of forms or text stands in
// <div class="narrow">.
package ui
