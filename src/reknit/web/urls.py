"""Addresses of the pages."""

from typing import Any

from django.urls import path

from reknit.web.views import activity, care, feeds, imports, people, person, preview, same, session, settings, week
from reknit.web.views import person_acts as acts

# Views take `reknit.web.http.Request`, which the middleware makes of Django's.
views: Any = path

urlpatterns = [
    views("", week.week, name="week"),
    views("enter", session.enter, name="enter"),
    views("signed-out", session.signed_out, name="signed-out"),
    views("week/pulse", week.pulse, name="pulse"),
    views("week/<str:line>/<str:act>", week.act, name="week-act"),
    views("people/", people.people, name="people"),
    views("people/add", people.add, name="person-add"),
    views("people/<int:person_id>/", person.person, name="person"),
    views("people/<int:person_id>/timeline", person.timeline, name="timeline"),
    views("people/<int:person_id>/photo", person.photo, name="photo"),
    views("people/<int:person_id>/photo/new", acts.photo_upload, name="photo-upload"),
    views("people/<int:person_id>/photo/remove", acts.photo_remove, name="photo-remove"),
    views("people/<int:person_id>/fact/new/<str:kind>", person.new_fact, name="fact-new"),
    views("people/<int:person_id>/fact/new/<str:kind>/add", acts.add_fact, name="fact-add"),
    views("people/<int:person_id>/fact/<int:fact_id>", person.fact, name="fact"),
    views("people/<int:person_id>/fact/<int:fact_id>/change", acts.change_fact, name="fact-change"),
    views("people/<int:person_id>/fact/<int:fact_id>/remove", acts.remove_fact, name="fact-remove"),
    views("people/<int:person_id>/log", acts.log, name="log"),
    views("people/<int:person_id>/log/<int:interaction_id>/remove", acts.remove_log, name="log-remove"),
    views("people/<int:person_id>/promise", acts.promise, name="promise"),
    views("people/<int:person_id>/promise/<int:promise_id>", acts.settle, name="promise-settle"),
    views("people/<int:person_id>/feed", feeds.follow, name="feed-follow"),
    views("people/<int:person_id>/feed/<int:feed_id>/stop", feeds.unfollow, name="feed-unfollow"),
    views("people/<int:person_id>/feed/<int:feed_id>/retry", feeds.retry, name="feed-retry"),
    views("people/<int:person_id>/rhythm", acts.rhythm, name="rhythm"),
    views("people/<int:person_id>/delete", acts.delete, name="person-delete"),
    views("people/same/", same.same, name="same"),
    views("people/same/<int:question_id>/<str:answer>", same.answer, name="same-answer"),
    views("people/same/undo", same.undo, name="same-undo"),
    views("people/same/above", same.above, name="same-above"),
    views("people/same/look", same.look, name="same-look"),
    views("people/merges/<int:merge_id>/split", same.split, name="split"),
    views("people/care/", care.care, name="care"),
    views("people/care/still/<int:fact_id>", care.still, name="care-still"),
    views("people/care/rule", care.rule, name="care-rule"),
    views("people/care/due", care.due, name="care-due"),
    views("people/trash/", care.trash, name="trash"),
    views("people/<int:person_id>/restore", care.restore, name="person-restore"),
    views("people/<int:person_id>/forget", care.forget, name="person-forget"),
    views("people/<int:person_id>/about.json", care.about, name="person-about"),
    views("people/<int:person_id>/<str:decision>", acts.decide, name="decide"),
    views("import/", imports.imports, name="imports"),
    views("import/work/<int:job_id>", imports.work, name="import-work"),
    views("import/work/<int:job_id>/stop", imports.stop, name="import-stop"),
    views("import/look/<int:job_id>", preview.preview, name="import-preview"),
    views("import/look/<int:job_id>/columns/<int:number>", preview.columns, name="import-columns"),
    views("import/let-in", preview.let_in, name="let-in"),
    views("import/<int:run_id>", imports.report, name="import"),
    views("import/<int:run_id>/undo", imports.undo, name="import-undo"),
    views("activity/", activity.activity, name="activity"),
    views("activity/<int:act_id>/undo", activity.undo, name="undo"),
    views("settings/", settings.settings, name="settings"),
    views("settings/table/forget", settings.forget_table, name="table-forget"),
    views("settings/sender/forget", settings.forget_sender, name="sender-forget"),
]
