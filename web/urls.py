"""The addresses of the app's pages: the desk first, then each room's own list."""

from django.urls import path

from web import (
    activity,
    board,
    board_views,
    calendar,
    mailbox,
    notices,
    reports,
    today,
    undelivered,
    urls_answers,
    urls_appeals,
    urls_cases,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("deadlines/", board.board, name="deadlines"),
    path("deadlines/week/", board.week, name="deadlines-week"),
    path("deadlines/board/", board.columns, name="deadlines-board"),
    path("deadlines/wall/", board.wall, name="deadlines-wall"),
    path("deadlines/seen/", board.seen, name="deadlines-seen"),
    path("deadlines/views/", board_views.views, name="deadlines-views"),
    path("deadlines/views/all-first/", board_views.first_all, name="deadlines-first-all"),
    path("deadlines/views/<int:pk>/", board_views.view, name="deadlines-view"),
    path("deadlines/views/<int:pk>/delete/", board_views.delete, name="deadlines-view-delete"),
    path("deadlines/views/<int:pk>/first/", board_views.first, name="deadlines-view-first"),
    path("reports/", reports.reports, name="reports"),
    path("activity/", activity.activity, name="activity"),
    path("activity/<int:pk>/", activity.job, name="job"),
    path("activity/<int:pk>/cancel/", activity.cancel, name="job-cancel"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", mailbox.letter, name="mail"),
    path("me/calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar-feed"),
    path("notices/", notices.notices, name="notices"),
    path("undelivered/", undelivered.undelivered, name="undelivered"),
    path("undelivered/<int:pk>/<slug:act>/", undelivered.act, name="undelivered-act"),
    *urls_cases.urlpatterns,
    *urls_answers.urlpatterns,
    *urls_appeals.urlpatterns,
]
