package static

import (
	"embed"
	"strings"
)

const iconFolder = "node_modules/@tabler/icons/icons/outline/"

// Only the icons named here become part of the binary; to use another one, add
// its name.
//
//go:embed node_modules/@tabler/icons/icons/outline/alert-circle.svg node_modules/@tabler/icons/icons/outline/alert-triangle.svg node_modules/@tabler/icons/icons/outline/archive.svg
//go:embed node_modules/@tabler/icons/icons/outline/arrow-back-up.svg node_modules/@tabler/icons/icons/outline/arrow-down.svg node_modules/@tabler/icons/icons/outline/arrow-left.svg
//go:embed node_modules/@tabler/icons/icons/outline/arrow-narrow-right.svg node_modules/@tabler/icons/icons/outline/arrow-right.svg node_modules/@tabler/icons/icons/outline/arrow-up.svg
//go:embed node_modules/@tabler/icons/icons/outline/arrows-sort.svg node_modules/@tabler/icons/icons/outline/ban.svg node_modules/@tabler/icons/icons/outline/bell.svg
//go:embed node_modules/@tabler/icons/icons/outline/book.svg node_modules/@tabler/icons/icons/outline/bookmark.svg node_modules/@tabler/icons/icons/outline/briefcase.svg
//go:embed node_modules/@tabler/icons/icons/outline/building.svg node_modules/@tabler/icons/icons/outline/building-store.svg node_modules/@tabler/icons/icons/outline/calendar.svg
//go:embed node_modules/@tabler/icons/icons/outline/calendar-event.svg node_modules/@tabler/icons/icons/outline/calendar-off.svg node_modules/@tabler/icons/icons/outline/certificate.svg
//go:embed node_modules/@tabler/icons/icons/outline/chart-bar.svg node_modules/@tabler/icons/icons/outline/check.svg node_modules/@tabler/icons/icons/outline/checklist.svg
//go:embed node_modules/@tabler/icons/icons/outline/checks.svg node_modules/@tabler/icons/icons/outline/chevron-down.svg node_modules/@tabler/icons/icons/outline/chevron-left.svg
//go:embed node_modules/@tabler/icons/icons/outline/chevron-right.svg node_modules/@tabler/icons/icons/outline/chevron-up.svg node_modules/@tabler/icons/icons/outline/circle.svg
//go:embed node_modules/@tabler/icons/icons/outline/circle-check.svg node_modules/@tabler/icons/icons/outline/circle-dashed.svg node_modules/@tabler/icons/icons/outline/circle-dot.svg
//go:embed node_modules/@tabler/icons/icons/outline/circle-x.svg node_modules/@tabler/icons/icons/outline/clipboard.svg node_modules/@tabler/icons/icons/outline/clipboard-check.svg
//go:embed node_modules/@tabler/icons/icons/outline/clipboard-list.svg node_modules/@tabler/icons/icons/outline/clock.svg node_modules/@tabler/icons/icons/outline/clock-check.svg
//go:embed node_modules/@tabler/icons/icons/outline/clock-exclamation.svg node_modules/@tabler/icons/icons/outline/clock-pause.svg node_modules/@tabler/icons/icons/outline/clock-play.svg
//go:embed node_modules/@tabler/icons/icons/outline/columns.svg node_modules/@tabler/icons/icons/outline/copy.svg node_modules/@tabler/icons/icons/outline/corner-down-right.svg
//go:embed node_modules/@tabler/icons/icons/outline/database.svg node_modules/@tabler/icons/icons/outline/device-desktop.svg node_modules/@tabler/icons/icons/outline/device-floppy.svg
//go:embed node_modules/@tabler/icons/icons/outline/dots.svg node_modules/@tabler/icons/icons/outline/dots-vertical.svg node_modules/@tabler/icons/icons/outline/download.svg
//go:embed node_modules/@tabler/icons/icons/outline/edit.svg node_modules/@tabler/icons/icons/outline/external-link.svg node_modules/@tabler/icons/icons/outline/eye.svg
//go:embed node_modules/@tabler/icons/icons/outline/eye-off.svg node_modules/@tabler/icons/icons/outline/file.svg node_modules/@tabler/icons/icons/outline/file-export.svg
//go:embed node_modules/@tabler/icons/icons/outline/file-import.svg node_modules/@tabler/icons/icons/outline/file-spreadsheet.svg node_modules/@tabler/icons/icons/outline/file-text.svg
//go:embed node_modules/@tabler/icons/icons/outline/filter.svg node_modules/@tabler/icons/icons/outline/flag.svg node_modules/@tabler/icons/icons/outline/flag-3.svg
//go:embed node_modules/@tabler/icons/icons/outline/gavel.svg node_modules/@tabler/icons/icons/outline/git-merge.svg node_modules/@tabler/icons/icons/outline/hand-stop.svg
//go:embed node_modules/@tabler/icons/icons/outline/headset.svg node_modules/@tabler/icons/icons/outline/heart.svg node_modules/@tabler/icons/icons/outline/help.svg
//go:embed node_modules/@tabler/icons/icons/outline/help-circle.svg node_modules/@tabler/icons/icons/outline/history.svg node_modules/@tabler/icons/icons/outline/home.svg
//go:embed node_modules/@tabler/icons/icons/outline/home-2.svg node_modules/@tabler/icons/icons/outline/id.svg node_modules/@tabler/icons/icons/outline/id-badge-2.svg
//go:embed node_modules/@tabler/icons/icons/outline/inbox.svg node_modules/@tabler/icons/icons/outline/info-circle.svg node_modules/@tabler/icons/icons/outline/key.svg
//go:embed node_modules/@tabler/icons/icons/outline/keyboard.svg node_modules/@tabler/icons/icons/outline/language.svg node_modules/@tabler/icons/icons/outline/layout-dashboard.svg
//go:embed node_modules/@tabler/icons/icons/outline/layout-grid.svg node_modules/@tabler/icons/icons/outline/link.svg node_modules/@tabler/icons/icons/outline/list.svg
//go:embed node_modules/@tabler/icons/icons/outline/list-check.svg node_modules/@tabler/icons/icons/outline/lock.svg node_modules/@tabler/icons/icons/outline/lock-open.svg
//go:embed node_modules/@tabler/icons/icons/outline/login.svg node_modules/@tabler/icons/icons/outline/logout.svg node_modules/@tabler/icons/icons/outline/mail.svg
//go:embed node_modules/@tabler/icons/icons/outline/mail-opened.svg node_modules/@tabler/icons/icons/outline/map-pin.svg node_modules/@tabler/icons/icons/outline/menu-2.svg
//go:embed node_modules/@tabler/icons/icons/outline/message.svg node_modules/@tabler/icons/icons/outline/message-2.svg node_modules/@tabler/icons/icons/outline/message-circle.svg
//go:embed node_modules/@tabler/icons/icons/outline/message-report.svg node_modules/@tabler/icons/icons/outline/messages.svg node_modules/@tabler/icons/icons/outline/minus.svg
//go:embed node_modules/@tabler/icons/icons/outline/mood-happy.svg node_modules/@tabler/icons/icons/outline/mood-sad.svg node_modules/@tabler/icons/icons/outline/moon.svg
//go:embed node_modules/@tabler/icons/icons/outline/note.svg node_modules/@tabler/icons/icons/outline/package.svg node_modules/@tabler/icons/icons/outline/paperclip.svg
//go:embed node_modules/@tabler/icons/icons/outline/pencil.svg node_modules/@tabler/icons/icons/outline/phone.svg node_modules/@tabler/icons/icons/outline/phone-call.svg
//go:embed node_modules/@tabler/icons/icons/outline/photo.svg node_modules/@tabler/icons/icons/outline/player-pause.svg node_modules/@tabler/icons/icons/outline/player-play.svg
//go:embed node_modules/@tabler/icons/icons/outline/player-skip-forward.svg node_modules/@tabler/icons/icons/outline/plus.svg node_modules/@tabler/icons/icons/outline/printer.svg
//go:embed node_modules/@tabler/icons/icons/outline/question-mark.svg node_modules/@tabler/icons/icons/outline/receipt.svg node_modules/@tabler/icons/icons/outline/refresh.svg
//go:embed node_modules/@tabler/icons/icons/outline/repeat.svg node_modules/@tabler/icons/icons/outline/report.svg node_modules/@tabler/icons/icons/outline/rosette-discount-check.svg
//go:embed node_modules/@tabler/icons/icons/outline/rotate.svg node_modules/@tabler/icons/icons/outline/school.svg node_modules/@tabler/icons/icons/outline/search.svg
//go:embed node_modules/@tabler/icons/icons/outline/select.svg node_modules/@tabler/icons/icons/outline/send.svg node_modules/@tabler/icons/icons/outline/settings.svg
//go:embed node_modules/@tabler/icons/icons/outline/shield.svg node_modules/@tabler/icons/icons/outline/shield-check.svg node_modules/@tabler/icons/icons/outline/shield-lock.svg
//go:embed node_modules/@tabler/icons/icons/outline/square-check.svg node_modules/@tabler/icons/icons/outline/stack-2.svg node_modules/@tabler/icons/icons/outline/star.svg
//go:embed node_modules/@tabler/icons/icons/outline/sun.svg node_modules/@tabler/icons/icons/outline/switch-horizontal.svg node_modules/@tabler/icons/icons/outline/tag.svg
//go:embed node_modules/@tabler/icons/icons/outline/thumb-up.svg node_modules/@tabler/icons/icons/outline/tool.svg node_modules/@tabler/icons/icons/outline/trash.svg
//go:embed node_modules/@tabler/icons/icons/outline/truck-delivery.svg node_modules/@tabler/icons/icons/outline/upload.svg node_modules/@tabler/icons/icons/outline/user.svg
//go:embed node_modules/@tabler/icons/icons/outline/user-check.svg node_modules/@tabler/icons/icons/outline/user-circle.svg node_modules/@tabler/icons/icons/outline/user-off.svg
//go:embed node_modules/@tabler/icons/icons/outline/user-plus.svg node_modules/@tabler/icons/icons/outline/user-share.svg node_modules/@tabler/icons/icons/outline/users.svg
//go:embed node_modules/@tabler/icons/icons/outline/world.svg node_modules/@tabler/icons/icons/outline/x.svg node_modules/@tabler/icons/icons/outline/zoom-question.svg
var outline embed.FS

// Icons lists the names that the icon sheet holds.
func Icons() []string {
	entries, err := outline.ReadDir(strings.TrimSuffix(iconFolder, "/"))
	if err != nil {
		panic(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".svg"))
	}
	return names
}
